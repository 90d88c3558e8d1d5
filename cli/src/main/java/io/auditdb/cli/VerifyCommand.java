package io.auditdb.cli;

import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Check that nothing was changed behind the platform's back.",
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "",
            "Rehashes every event and checks every batch, tile and checkpoint; with an option, only a part of it. Exit"
                    + " code 4 and one line per violation, naming the event, when something is not as the log committed"
                    + " to it."
        },
        footer = {
            "  audit-db verify",
            "  audit-db verify --incremental --json",
            "  audit-db verify --event 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11",
            "  audit-db verify --checkpoint last-year.checkpoint || page-someone",
            "  audit-db verify bundle evidence.bundle --key @audit-db.vkey"
        })
final class VerifyCommand implements Callable<Integer> {
    @ArgGroup
    private Part part;

    @Option(names = "--json", description = "Show the report as JSON.")
    private boolean json;

    private final RootCommand root;

    /** What to verify instead of everything; one of them. */
    private static final class Part {
        @Option(
                names = "--incremental",
                description = "Only what came after the last verification on record that found all intact.")
        private boolean incremental;

        @Option(names = "--checkpoint", paramLabel = "FILE", description = "Only the leaves that this one covers.")
        private Path checkpoint;

        @ArgGroup(exclusive = false)
        private OneEvent event;
    }

    private static final class OneEvent {
        @Option(names = "--event", required = true, paramLabel = "ID", description = "Only this event.")
        private UUID id;

        @Option(names = "--tenant", paramLabel = "TENANT", description = "The event's, when several have one.")
        private String tenant;
    }

    VerifyCommand(RootCommand root) {
        this.root = root;
    }

    /** Returns the command with the one that needs no daemon below it. */
    static CommandLine line(RootCommand root) {
        return new CommandLine(new VerifyCommand(root)).addSubcommand("bundle", new VerifyBundleCommand(root));
    }

    @Override
    public Integer call() throws IOException {
        VerificationScope scope = scope();
        VerificationReport report;
        try (AuditDbClient client = root.client();
                var progress = new Progress(root.surroundings(), "Verifying")) {
            report = client.verify(scope, (done, total) -> progress.at(done, total, done + "/" + total + " events"));
        }
        if (json) {
            root.printJson(Views.of(report));
        } else {
            show(report);
        }
        return report.intact() ? ExitCode.OK : ExitCode.INTEGRITY_VIOLATION;
    }

    private VerificationScope scope() throws IOException {
        if (part == null) {
            return VerificationScope.full();
        }
        if (part.incremental) {
            return VerificationScope.incremental();
        }
        return part.event == null
                ? VerificationScope.against(Files.readString(part.checkpoint))
                : VerificationScope.event(part.event.tenant, part.event.id);
    }

    @Command(
            name = "history",
            header = "Show the verifications on record, newest first.",
            footer = {"  audit-db verify history", "  audit-db verify history --limit 5 --json"})
    int history(
            @Option(
                            names = "--limit",
                            paramLabel = "NUMBER",
                            defaultValue = "20",
                            description = "How many at most (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Option(names = "--json", description = "Show them as JSON.") boolean asJson) {
        List<RecordedVerification> runs;
        try (AuditDbClient client = root.client()) {
            runs = client.verifications(limit);
        }
        if (asJson) {
            root.printJson(Views.object("runs", runs.stream().map(Views::of).toList()));
            return ExitCode.OK;
        }
        var table = new Table(root.surroundings().out(), "STARTED", "KIND", "LEAVES", "EVENTS", "SECONDS", "FOUND");
        for (RecordedVerification run : runs) {
            table.row(
                    run.startedAt().toString(),
                    Views.name(run.coverage().kind()),
                    run.coverage().fromLeaf() + "-" + run.coverage().toLeaf(),
                    String.valueOf(run.coverage().events()),
                    Text.seconds(run.duration()),
                    found(run));
        }
        table.flush();
        return ExitCode.OK;
    }

    private static String found(RecordedVerification run) {
        if (!run.authentic()) {
            return "not a record of this log";
        }
        return run.firstViolation()
                .map(first -> Text.count(run.violationCount(), "violation") + ", first " + Text.oneLine(first))
                .orElse("intact");
    }

    private void show(VerificationReport report) {
        root.print((report.intact() ? "Intact: " : "NOT INTACT: ") + Text.count(report.events(), "event") + " ("
                + report.unsealed() + " not sealed yet), " + report.batches() + " batches, "
                + Text.count(report.checkpoints(), "checkpoint") + ", checked in " + Text.seconds(report.duration()));
        report.remarks().forEach(remark -> root.print("Note: " + Text.oneLine(remark)));
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
