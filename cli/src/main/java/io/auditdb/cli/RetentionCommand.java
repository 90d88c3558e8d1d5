package io.auditdb.cli;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.client.AuditDbClient;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show and change how long events stay, and what that comes to.",
        footer = {
            "  audit-db retention policy list",
            "  audit-db retention plan --json",
            "  audit-db retention apply --dry-run"
        })
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
        throw root.misuse("Name what to do: policy, plan or apply");
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

    @Command(
            name = "apply",
            header = "Carry the plan out: delete the events whose retention is over.",
            description = {
                "",
                "Thins partitions in bounded steps and drops those whose events may all go. The log keeps the account of"
                        + " what went, so that verify still tells it from what somebody else took. Interrupted, it goes"
                        + " on when it is called again. Exits with 1 when a partition could not be done."
            },
            footer = {"  audit-db retention apply --dry-run --json", "  audit-db retention apply"})
    int apply(
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            List<RetentionStep> steps = client.retention().apply(dryRun);
            new RetentionView(root, json).showSteps(dryRun, steps);
            return steps.stream().anyMatch(it -> it.outcome() == Outcome.FAILED) ? ExitCode.FAILED : ExitCode.OK;
        }
    }
}
