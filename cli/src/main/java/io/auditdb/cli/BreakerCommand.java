package io.auditdb.cli;

import io.auditdb.client.AuditDbClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show which things outside the platform are asked, and have one asked again.",
        description = {
            "",
            "One that keeps failing is not asked for a while: the primary, a replica, a cache, work on partitions, archives."
        },
        footer = {"  audit-db breaker list", "  audit-db breaker reset primary"})
final class BreakerCommand implements Runnable {
    private final RootCommand root;

    BreakerCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list or reset");
    }

    @Command(
            name = "list",
            header = "List what one instance makes of each of them.",
            description = {"", "closed: it is asked; open: it is not, for some time; half-open: a few calls try it."},
            footer = {"  audit-db breaker list --json"})
    int list(@Option(names = "--json", description = "Show it as JSON, with how each changed.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new FailureView(root, json).show(client.failures().breakers());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "reset",
            header = "Have one asked again at once, as if it had never failed; by the instance that answers.",
            footer = {"  audit-db breaker reset primary"})
    int reset(@Parameters(paramLabel = "NAME", description = "As listed.") String name) {
        try (AuditDbClient client = root.client()) {
            client.failures().resetBreaker(name);
        }
        root.print(Text.oneLine(name + " is asked again."));
        return ExitCode.OK;
    }
}
