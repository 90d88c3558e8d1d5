package io.auditdb.cli;

import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import io.auditdb.client.AuditDbClient;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Check that nothing was changed behind the platform's back.",
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "",
            "Rehashes every event and checks every batch, tile and checkpoint. Exit code 4 and one line per violation,"
                    + " naming the event, when something is not as the log committed to it."
        },
        footer = {
            "  audit-db verify",
            "  audit-db verify --json",
            "  audit-db verify || page-someone",
            "  audit-db verify bundle evidence.bundle --key @audit-db.vkey"
        })
final class VerifyCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Show the report as JSON.")
    private boolean json;

    private final RootCommand root;

    VerifyCommand(RootCommand root) {
        this.root = root;
    }

    /** Returns the command with the one that needs no daemon below it. */
    static CommandLine line(RootCommand root) {
        return new CommandLine(new VerifyCommand(root)).addSubcommand("bundle", new VerifyBundleCommand(root));
    }

    @Override
    public Integer call() {
        VerificationReport report;
        try (AuditDbClient client = root.client();
                var progress = new Progress(root.surroundings(), "Verifying")) {
            report = client.verify((done, total) -> progress.at(done, total, done + "/" + total + " events"));
        }
        if (json) {
            root.printJson(Views.of(report));
        } else {
            show(report);
        }
        return report.intact() ? ExitCode.OK : ExitCode.INTEGRITY_VIOLATION;
    }

    private void show(VerificationReport report) {
        root.print((report.intact() ? "Intact: " : "NOT INTACT: ") + Text.count(report.events(), "event") + " ("
                + report.unsealed() + " not sealed yet), " + report.batches() + " batches, "
                + Text.count(report.checkpoints(), "checkpoint") + ", checked in " + Text.seconds(report.duration()));
        report.checkpoint()
                .ifPresent(checkpoint -> root.print("Checkpoint: " + Text.oneLine(checkpoint.origin()) + ", size "
                        + checkpoint.size() + ", root " + Base64.getEncoder().encodeToString(checkpoint.root())
                        + ", signed at " + checkpoint.signedAt()));
        if (report.intact()) {
            return;
        }
        for (Violation violation : report.violations()) {
            root.print("  " + Text.oneLine(violation.toString()));
        }
        if (report.violationCount() > report.violations().size()) {
            root.print("  and " + (report.violationCount() - report.violations().size()) + " more");
        }
        root.print(report.intactUpTo()
                .map(last -> "Everything up to the checkpoint of size " + last.size() + ", signed at " + last.signedAt()
                        + ", is intact.")
                .orElse("No checkpoint lies before the first violation."));
    }
}
