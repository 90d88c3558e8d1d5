package io.auditdb.cli;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.client.AuditDbClient;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show and change how long events stay, and what that comes to.",
        footer = {"  audit-db retention policy list", "  audit-db retention plan --json"})
final class RetentionCommand implements Runnable {
    private final RootCommand root;

    private RetentionCommand(RootCommand root) {
        this.root = root;
    }

    static CommandLine line(RootCommand root) {
        return new CommandLine(new RetentionCommand(root)).addSubcommand("policy", new RetentionPolicyCommand(root));
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: policy or plan");
    }

    @Command(
            name = "plan",
            header = "Show for each partition what is to go, and why the rest stays.",
            description = {"", "Reads each partition once and changes nothing."},
            footer = {"  audit-db retention plan --json"})
    int plan(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            List<PartitionRetention> plan = client.retention().plan();
            new RetentionView(root, json).showPlan(plan);
        }
        return ExitCode.OK;
    }
}
