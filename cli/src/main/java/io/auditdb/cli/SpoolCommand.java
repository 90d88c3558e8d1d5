package io.auditdb.cli;

import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import io.auditdb.client.AuditDbClient;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show what waits on an instance's disk for the database.",
        description = {
            "",
            "Where ingest.spool.enabled is set, appends are kept there while the database is away, and acknowledged as"
                    + " spooled."
        },
        footer = {"  audit-db spool status"})
final class SpoolCommand implements Runnable {
    private final RootCommand root;

    SpoolCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: status");
    }

    @Command(
            name = "status",
            header = "Show how the spool of one instance stands.",
            description = {"", "Exit code 1 when something is in quarantine."},
            footer = {"  audit-db spool status --json"})
    int status(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        SpoolReport report;
        try (AuditDbClient client = root.client()) {
            report = client.operations().spool();
        }
        if (json) {
            root.printJson(Views.of(report));
        } else {
            show(report);
        }
        return report.quarantined() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void show(SpoolReport report) {
        root.print("state       " + report.state().name().toLowerCase(Locale.ROOT)
                + (report.state() == State.OFF ? " (ingest.spool.enabled)" : ""));
        root.print("waiting     " + Text.count(report.events(), "event") + ", " + Text.bytes(report.bytes()) + " of "
                + Text.bytes(report.maxBytes())
                + report.oldest().map(it -> ", the oldest accepted at " + it).orElse(""));
        root.print("quarantine  " + report.quarantined());
        root.print("so far      " + report.outages() + " times away; " + report.spooled() + " spooled, "
                + report.stored() + " stored, " + Text.count(report.duplicates(), "duplicate") + ", "
                + report.refused() + " refused");
        report.problem().ifPresent(it -> root.print("problem     " + Text.oneLine(it)));
    }
}
