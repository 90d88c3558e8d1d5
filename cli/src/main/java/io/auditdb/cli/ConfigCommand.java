package io.auditdb.cli;

import io.auditdb.kernel.config.EffectiveConfiguration;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show or check the configuration.",
        description = {"", "What counts is the file, overridden by AUDIT_DB_ environment variables."},
        footer = {"  audit-db config show", "  audit-db config validate --config /etc/audit-db.yaml"})
final class ConfigCommand implements Runnable {
    private final RootCommand root;
    private final Supplier<Platform> platform;

    ConfigCommand(RootCommand root, Supplier<Platform> platform) {
        this.root = root;
        this.platform = platform;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: show or validate");
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
