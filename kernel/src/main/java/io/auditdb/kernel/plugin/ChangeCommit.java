package io.auditdb.kernel.plugin;

import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.security.Access;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The last step of a change, which happens as a whole or not at all. */
final class ChangeCommit {
    private final Services services;
    private final OperationLog operations;

    ChangeCommit(Services services, OperationLog operations) {
        this.services = services;
        this.operations = operations;
    }

    /**
     * Configures, switches and records.
     *
     * @param configure writes the configuration and returns what undoes that
     * @param next what is to be active, asked for after {@code configure}
     */
    void run(
            Access by,
            String action,
            Candidate candidate,
            Supplier<Runnable> configure,
            Supplier<List<PluginInstance>> next) {
        run(configure, next, () -> record(by, action, candidate));
    }

    /**
     * The same of several changes at once, which one record tells.
     *
     * @param settings the keys that were set or removed; empty when the file was edited by hand
     */
    void run(
            Access by,
            List<String> settings,
            List<ConfigurationChange> changes,
            Supplier<Runnable> configure,
            Supplier<List<PluginInstance>> next) {
        run(
                configure,
                next,
                () -> operations.record(
                        by,
                        settings.isEmpty() ? "config.apply" : "config.set",
                        settings.isEmpty()
                                ? Map.of("changes", texts(changes))
                                : Map.of("settings", settings, "changes", texts(changes))));
    }

    private static List<String> texts(List<ConfigurationChange> changes) {
        return changes.stream()
                .map(it -> (it.kind().name().toLowerCase(Locale.ROOT) + " " + it.subject() + " " + it.detail()).strip())
                .toList();
    }

    private void run(Supplier<Runnable> configure, Supplier<List<PluginInstance>> next, Runnable record) {
        List<PluginInstance> before = services.active();
        Runnable undo = configure.get();
        try {
            services.switchTo(next.get());
            record.run();
        } catch (RuntimeException e) {
            services.forceTo(before);
            undo(undo, e);
            throw e;
        }
    }

    private static void undo(Runnable undo, RuntimeException because) {
        try {
            undo.run();
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    void record(Access by, String action, Candidate candidate) {
        operations.record(by, action, Map.of("plugin", candidate.name(), "version", candidate.version()));
    }
}
