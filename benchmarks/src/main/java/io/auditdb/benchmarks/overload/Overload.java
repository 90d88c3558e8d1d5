package io.auditdb.benchmarks.overload;

import io.auditdb.api.query.EventQuery;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Reads;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingAuditDb;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Three times as many queries as the database can answer, each of which keeps it busy, beside HikariCP by itself. */
final class Overload {
    private static final int TIMES = 3;

    private final Bench bench;
    private final TestingAuditDb audit;
    private final Duration time;
    /** Reads what is stored of some clinics and finds nothing in it: no index knows what an action has in its midst. */
    private final EventQuery query = EventQuery.builder()
            .tenants(Set.of("clinic-0", "clinic-1", "clinic-2"))
            .action("*nothing*")
            .build();

    Overload(Bench bench, TestingAuditDb audit) {
        this.bench = bench;
        this.audit = audit;
        this.time = Duration.ofSeconds(bench.quick() ? 12 : 60);
    }

    private record Outcome(double perSecond, OpenLoad load, double growth) {}

    void run(Report report) throws Exception {
        Runnable ours = () -> audit.database().query(query);
        double peak = peak(ours);
        Outcome platform = overload(peak, ours);
        Map<String, Object> settings = bench.settings();
        settings.put("seconds", time.toSeconds());
        settings.put("connections", OverloadBenchmark.CONNECTIONS);
        settings.put("peakPerSecond", Row.rounded(peak));
        settings.put("callsPerSecond", Row.rounded(TIMES * peak));
        put(settings, "platform", platform);
        settings.put("peer", "HikariCP of as many connections and the same timeout");
        try (var reads = new Reads(audit.postgres().address(), "public", OverloadBenchmark.CONNECTIONS)) {
            Runnable theirs = () -> reads.count(query);
            settings.put("peerPeakPerSecond", Row.rounded(peak(theirs)));
            put(settings, "peer", overload(peak, theirs));
        }
        report.add(new Row(
                "overload-refusal-p99",
                platform.load().refusalMillis().quantile(0.99),
                "ms",
                50,
                200,
                Row.Better.LOWER,
                settings));
        report.add(new Row(
                "overload-accepted",
                100 * platform.perSecond() / peak,
                "% of peak",
                90,
                75,
                Row.Better.HIGHER,
                settings));
        report.add(new Row("overload-failed", platform.load().failed(), "calls", 0, 0, Row.Better.LOWER, settings));
        report.add(new Row("overload-memory", platform.growth(), "% growth", 10, 25, Row.Better.LOWER, settings));
    }

    private static void put(Map<String, Object> settings, String whose, Outcome outcome) {
        OpenLoad load = outcome.load();
        settings.put(whose + "AnswersPerSecond", Row.rounded(outcome.perSecond()));
        put(settings, whose + "Answer", load.answerMillis());
        put(settings, whose + "Refusal", load.refusalMillis());
        put(settings, whose + "CallLate", load.lateMillis());
        settings.put(whose + "MostCallers", load.mostPresent());
    }

    private static void put(Map<String, Object> settings, String what, Samples millis) {
        settings.put(what + "Count", millis.count());
        if (millis.count() > 0) {
            settings.put(what + "MedianMillis", Row.rounded(millis.median()));
            settings.put(what + "P99Millis", Row.rounded(millis.quantile(0.99)));
        }
    }

    /** As many callers as connections, each of whom asks again when he is answered. */
    private double peak(Runnable call) throws InterruptedException {
        Clients.Work work = random -> call.run();
        new Clients().run(OverloadBenchmark.CONNECTIONS, time.dividedBy(6), work);
        return new Clients()
                .run(OverloadBenchmark.CONNECTIONS, time.dividedBy(3), work)
                .perSecond();
    }

    /** What is held is counted after a third of the time and at the end, while callers still wait. */
    private Outcome overload(double peak, Runnable call) throws InterruptedException {
        var load = new OpenLoad();
        try (load) {
            load.run(TIMES * peak, time.dividedBy(3), call);
            double held = held();
            double perSecond = load.run(TIMES * peak, time.multipliedBy(2).dividedBy(3), call);
            double growth = 100 * (held() / held - 1);
            return new Outcome(perSecond, load, growth);
        }
    }

    private static double held() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
