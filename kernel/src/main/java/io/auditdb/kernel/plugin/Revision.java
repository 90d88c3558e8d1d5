package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.ConfigFile;
import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A configuration that is to be put into force.
 *
 * @param configuration what will be configured
 * @param settings the keys that were set or removed for it; empty when the file was edited by hand
 * @param write writes the file, and returns what undoes that
 */
record Revision(Configuration configuration, List<String> settings, Supplier<Runnable> write) {
    Revision {
        settings = List.copyOf(settings);
    }

    /** What the file says by now. */
    static Revision edited(Configuration running) {
        return new Revision(running.reload(), List.of(), () -> () -> {});
    }

    /**
     * What the file says by now, with some settings set or removed.
     *
     * @throws AuditDbException {@code CONFLICT} when there is no file, or one of them would not be in force
     */
    static Revision setting(Configuration running, Map<String, Optional<String>> values) {
        Path file = running.file()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "This platform was opened without a configuration file; its application configures it"));
        running.requireFromFile(values.keySet());
        var ordered = new TreeMap<>(values);
        ConfigFile.Draft draft = new ConfigFile(file).set(ordered);
        return new Revision(running.withFile(draft.text()), List.copyOf(ordered.keySet()), draft::write);
    }

    /** Whether somebody asked for it here, rather than in an editor. */
    boolean isAskedFor() {
        return !settings.isEmpty();
    }
}
