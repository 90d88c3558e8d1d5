package io.auditdb.cli;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.query.EventQuery;
import io.auditdb.client.AuditDbClient;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Measure what the running platform does, over HTTP.",
        description = {
            "",
            "Appends events of a tenant, in requests of many and of one, and then queries them, by several callers at a"
                    + " time. The events stay in the log as long as any others do, so name a tenant that is for this"
                    + " alone. Needs the rights append and read. Exit code 1 when a request failed."
        },
        footer = {"  audit-db performance benchmark --tenant benchmark --events 10000 --queries 1000 --callers 4"})
final class BenchmarkCommand implements Callable<Integer> {
    private static final int MOST_EVENTS = 10_000_000;
    private static final int MOST_CALLERS = 256;
    private static final int SUBJECTS = 100;
    private static final int PAGE = 20;

    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose events are appended.")
    private String tenant;

    @Option(
            names = {"-e", "--events"},
            paramLabel = "N",
            defaultValue = "10000",
            description = "Events to append in requests of many (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "100",
            description = "Events in one request (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = {"-q", "--queries"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "Queries, and appends of one event (default: ${DEFAULT-VALUE}).")
    private int queries;

    @Option(
            names = {"-c", "--callers"},
            paramLabel = "N",
            defaultValue = "4",
            description = "Callers at a time (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Option(names = "--json", description = "Show it as JSON.")
    private boolean json;

    private final RootCommand root;

    BenchmarkCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        check("--events", events, MOST_EVENTS);
        check("--batch", batch, MOST_EVENTS);
        check("--queries", queries, MOST_EVENTS);
        check("--callers", callers, MOST_CALLERS);
        try (AuditDbClient client = root.client()) {
            var measured = List.of(
                    Measured.of(
                            "append " + batch,
                            callers,
                            (events + batch - 1) / batch,
                            batch,
                            i -> client.append(IntStream.range(i * batch, Math.min(events, (i + 1) * batch))
                                    .mapToObj(this::event)
                                    .toList())),
                    Measured.of("append 1", callers, queries, 1, i -> client.append(event(i))),
                    Measured.of("query " + PAGE, callers, queries, 1, i -> client.query(query(i))));
            show(measured);
            return measured.stream().allMatch(it -> it.failed() == 0) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw root.misuse(option + " must be between 1 and " + most);
        }
    }

    private AuditEvent event(int i) {
        return AuditEvent.builder()
                .tenant(tenant)
                .occurredAt(OffsetDateTime.ofInstant(root.surroundings().clock().instant(), ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.MICROS))
                .action("benchmark.append")
                .status(Status.SUCCESS)
                .principal(new Principal("caller-" + i % SUBJECTS, "system", null))
                .subject(new Subject("subject-" + i % SUBJECTS, "Patient"))
                .build();
    }

    private EventQuery query(int i) {
        return EventQuery.builder()
                .tenant(tenant)
                .subject("subject-" + i % SUBJECTS)
                .limit(PAGE)
                .build();
    }

    private void show(List<Measured> measured) {
        if (json) {
            root.printJson(Map.of(
                    "callers",
                    callers,
                    "measured",
                    measured.stream().map(BenchmarkCommand::of).toList()));
            return;
        }
        var table = new Table(
                root.surroundings().out(), "REQUEST", "COUNT", "A SECOND", "P50 MS", "P95 MS", "P99 MS", "FAILED");
        for (Measured it : measured) {
            table.row(
                    it.name(),
                    Long.toString(it.requests()),
                    Long.toString(Math.round(it.perSecond())),
                    Text.decimal(it.quantile(0.5)),
                    Text.decimal(it.quantile(0.95)),
                    Text.decimal(it.quantile(0.99)),
                    Long.toString(it.failed()));
        }
        table.flush();
        measured.stream()
                .flatMap(it -> it.problem().stream())
                .findFirst()
                .ifPresent(it -> root.print("The first failure: " + it));
    }

    private static Map<String, Object> of(Measured it) {
        return Views.object(
                "request", it.name(),
                "count", it.requests(),
                "perSecond", it.perSecond(),
                "p50Millis", Millis.of(it.quantile(0.5)),
                "p95Millis", Millis.of(it.quantile(0.95)),
                "p99Millis", Millis.of(it.quantile(0.99)),
                "failed", it.failed(),
                "problem", it.problem().orElse(null));
    }
}
