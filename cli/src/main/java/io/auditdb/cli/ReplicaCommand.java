package io.auditdb.cli;

import io.auditdb.api.storage.ReplicaState;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.ReplicaReport;
import io.auditdb.client.ReplicaReport.Replica;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show the replicas of the database.",
        description = {"", "Those of database.replicas, of which a plugin such as replica-router chooses."},
        footer = {"  audit-db replica list"})
final class ReplicaCommand implements Runnable {
    private final RootCommand root;

    ReplicaCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list");
    }

    @Command(
            name = "list",
            header = "List how each is, how far behind, and what it has answered, as one instance sees it.",
            description = {
                "",
                "LAG: how long ago something may have been committed that it does not show, at most, and how much of the"
                        + " primary's log it has not replayed."
            },
            footer = {"  audit-db replica list --json"})
    int list(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        ReplicaReport report;
        try (AuditDbClient client = root.client()) {
            report = client.operations().replicas();
        }
        if (json) {
            root.printJson(Views.object(
                    "replicas",
                            report.replicas().stream().map(ReplicaCommand::of).toList(),
                    "primaryReads", report.primaryReads(),
                    "fallbacks", report.fallbacks()));
        } else {
            show(report);
        }
        return ExitCode.OK;
    }

    private void show(ReplicaReport report) {
        var table = new Table(
                root.surroundings().out(),
                "NAME",
                "STATE",
                "SINCE",
                "BREAKER",
                "TIMELINE",
                "LAG",
                "BYTES",
                "LATENCY",
                "IN USE",
                "READS",
                "WHY");
        for (Replica replica : report.replicas()) {
            ReplicaState state = replica.state();
            table.row(
                    state.name(),
                    state.healthy() ? "healthy" : "not asked",
                    state.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                    replica.breaker(),
                    state.timeline() == 0 ? "-" : Integer.toString(state.timeline()),
                    millis(state.lag()),
                    state.lagBytes() < 0 ? "-" : Text.bytes(state.lagBytes()),
                    millis(state.latency()),
                    state.active() + " of " + state.max(),
                    Long.toString(state.reads()),
                    state.problem());
        }
        table.flush();
        root.print("The primary has answered " + report.primaryReads() + " queries; " + report.fallbacks()
                + " had to be asked again elsewhere.");
    }

    private static String millis(Duration time) {
        return time == null ? "-" : Text.millis(time);
    }

    private static Map<String, Object> of(Replica replica) {
        ReplicaState state = replica.state();
        return Views.object(
                "name", state.name(),
                "healthy", state.healthy(),
                "problem", state.problem(),
                "since", state.since().toString(),
                "breaker", replica.breaker(),
                "timeline", state.timeline() == 0 ? null : state.timeline(),
                "replayed", state.replayed() == 0 ? null : state.replayed(),
                "lagMillis", Millis.of(state.lag()),
                "lagBytes", state.lagBytes() < 0 ? null : state.lagBytes(),
                "latencyMillis", Millis.of(state.latency()),
                "active", state.active(),
                "max", state.max(),
                "reads", state.reads());
    }
}
