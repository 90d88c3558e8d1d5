package io.auditdb.cli;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.config.EffectiveConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the commands need of the kernel. Nothing else of this module touches it, so that commands which only talk to a
 * daemon do not load it. A {@code config} that is null means the file in var. Errors are
 * {@link io.auditdb.api.error.AuditDbException}s.
 */
interface Platform {
    /**
     * Runs the daemon in the calling thread until the process is told to stop.
     *
     * @param demo whether to append, seal and verify the sample records first
     * @param claimed to be called once the var directory is locked: from then on this process is its daemon
     */
    void run(Path config, boolean demo, Runnable claimed) throws Exception;

    /** Returns the effective configuration, secrets hidden; throws {@code INVALID_CONFIG} with every fault. */
    EffectiveConfiguration configuration(Path config) throws Exception;

    /**
     * Sets or removes settings in the configuration file, which nothing runs with; throws {@code INVALID_CONFIG} with every
     * fault of the file as it would be, which is then as it was.
     *
     * @param values by key; empty for a setting that is to go
     * @return whether the file says something else now, or would
     */
    boolean configure(Path config, Map<String, Optional<String>> values, boolean dryRun) throws Exception;

    /**
     * Returns which of these keys are of secrets, as far as the plugins that are here say so; the file need not be right.
     */
    Set<String> secrets(Path config, Set<String> keys) throws Exception;

    /** Returns where the platform's own database is. */
    DatabaseAddress database(Path config) throws Exception;

    /** Does one kind of work on the database's schema and reports it. */
    Report migrate(Migration work, Path config, boolean dryRun) throws Exception;

    /** Judges a plugin's jar by what can be read, without running anything of it. */
    PluginVerdict inspect(Path jar) throws Exception;

    /**
     * Judges a plugin's jar without a daemon, and loads it.
     *
     * @param signers a file of certificates, of which one has to have signed the jar; null when none has to
     * @param settings those to start the plugin with, by their keys; null not to start it
     */
    PluginVerdict check(Path jar, Path signers, Map<String, String> settings) throws Exception;

    /**
     * What came of judging a jar.
     *
     * @param uses what it declares; null when it declares nothing
     * @param findings errors first
     */
    record PluginVerdict(boolean good, String name, String version, String uses, List<Finding> findings) {
        public PluginVerdict {
            findings = List.copyOf(findings);
        }

        /** One thing that was found; {@code severity} is {@code error}, {@code warning} or {@code note}. */
        record Finding(String severity, String text) {}
    }

    /** Work on the schema. */
    enum Migration {
        STATUS,
        UP,
        VERIFY,
        ROLLBACK,
        VERIFY_COMPLIANCE,
        SEED_POLICIES,
        SEED_PRESETS
    }

    /**
     * What was found or done, as a table.
     *
     * @param good whether all is as it should be; if not, the command fails
     * @param summary one sentence
     * @param columns the headings
     * @param rows the cells, as many as there are headings
     */
    record Report(boolean good, String summary, List<String> columns, List<List<String>> rows) {
        public Report {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }
}
