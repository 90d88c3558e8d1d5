package io.auditdb.cli;

import io.auditdb.client.AuditDbClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show what has failed.",
        description = {
            "",
            "Like failures are taken together: the same class, code and SQLSTATE at the same place of the platform's code."
        },
        footer = {"  audit-db errors list", "  audit-db errors show 6f1d2c3b4a596877"})
final class ErrorsCommand implements Runnable {
    private final RootCommand root;

    ErrorsCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list or show");
    }

    @Command(
            name = "list",
            header = "List what has failed on one instance since it started, what was seen last first.",
            footer = {"  audit-db errors list --json"})
    int list(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new FailureView(root, json).show(client.failures().errors());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            header = "Show what is known of failures of one kind.",
            footer = {"  audit-db errors show 6f1d2c3b4a596877"})
    int show(
            @Parameters(paramLabel = "FINGERPRINT", description = "As listed.") String fingerprint,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new FailureView(root, json).show(client.failures().error(fingerprint));
        }
        return ExitCode.OK;
    }
}
