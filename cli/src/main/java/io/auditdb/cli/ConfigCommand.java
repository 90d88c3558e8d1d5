package io.auditdb.cli;

import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.client.AuditDbClient;
import io.auditdb.kernel.config.EffectiveConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show, check or apply the configuration.",
        description = {"", "What counts is the file, overridden by AUDIT_DB_ environment variables."},
        footer = {
            "  audit-db config show",
            "  audit-db config validate --config /etc/audit-db.yaml",
            "  audit-db config apply --dry-run"
        })
final class ConfigCommand implements Runnable {
    private final RootCommand root;
    private final Supplier<Platform> platform;

    ConfigCommand(RootCommand root, Supplier<Platform> platform) {
        this.root = root;
        this.platform = platform;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: apply, show or validate");
    }

    @Command(
            name = "show",
            header = "Show the effective configuration, secrets hidden.",
            footer = {"  audit-db config show", "  AUDIT_DB_PRESET=production audit-db config show"})
    int show(
            @Option(names = "--config", paramLabel = "FILE", description = "The file (default: var/audit-db.yaml).")
                    Path config,
            @Option(names = "--json", description = "Show it as JSON.") boolean json)
            throws Exception {
        EffectiveConfiguration effective = platform.get().configuration(config);
        if (json) {
            root.printJson(effective.toMap());
        } else {
            root.surroundings().out().print(effective.toText());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "apply",
            header = "Put the edited configuration file into force in the running daemon.",
            description = {
                "",
                "Only what changed is touched: plugins are started, stopped, swapped or adjusted;"
                        + " what waits for the next start is named. A file that is wrong changes nothing. The daemon"
                        + " does the same by itself within seconds of an edit."
            },
            footer = {"  audit-db config apply --dry-run", "  audit-db config apply"})
    int apply(
            @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            List<ConfigurationChange> changes = client.operations().applyConfiguration(dryRun);
            if (json) {
                root.printJson(Map.of(
                        "changes", changes.stream().map(ConfigCommand::of).toList()));
                return ExitCode.OK;
            }
            changes.forEach(it -> root.print(text(it)));
            if (changes.isEmpty()) {
                root.print("What runs agrees with the file.");
            }
        }
        return ExitCode.OK;
    }

    private static String text(ConfigurationChange change) {
        String subject = change.subject() + (change.detail().isEmpty() ? "" : " (" + change.detail() + ")");
        return change.kind() == Kind.RESTART
                ? subject + " changes with the next start"
                : change.kind().name().toLowerCase(Locale.ROOT) + " " + subject;
    }

    private static Map<String, Object> of(ConfigurationChange change) {
        return Views.object(
                "subject", change.subject(),
                "kind", change.kind().name().toLowerCase(Locale.ROOT),
                "detail", change.detail());
    }

    @Command(
            name = "validate",
            header = "Check the configuration; every fault is listed.",
            footer = {"  audit-db config validate"})
    int validate(
            @Option(names = "--config", paramLabel = "FILE", description = "The file (default: var/audit-db.yaml).")
                    Path config)
            throws Exception {
        platform.get().configuration(config);
        root.print("The configuration is valid.");
        return ExitCode.OK;
    }
}
