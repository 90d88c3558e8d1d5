package io.auditdb.benchmarks.partitions;

import io.auditdb.api.query.EventQuery;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Reads;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.benchmarks.Stopwatch;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** What partitions bring to queries: the platform's own, on seven years of events, and on other tables of the same rows. */
final class PartitionQueries {
    private static final long SEED = 43;
    private static final String[] BETTER_INDEXES = {
        "CREATE INDEX better_tenant ON plain.audit_event (tenant, occurred_at, id)",
        "CREATE INDEX better_staff ON plain.audit_event (tenant, principal_id, occurred_at)",
        "CREATE INDEX better_patient ON plain.audit_event (tenant, subject_id, occurred_at)"
    };

    private final Bench bench;
    private final YearsOfEvents years;
    private final int rounds;

    PartitionQueries(Bench bench) throws Exception {
        this.bench = bench;
        this.years = YearsOfEvents.open(bench, bench.quick() ? 100_000 : 20_000_000);
        this.rounds = bench.quick() ? 50 : 100;
    }

    /** Milliseconds of each kind of query. */
    private static final class Times {
        private final Map<MonthQuery, Samples> samples = new EnumMap<>(MonthQuery.class);

        private void add(MonthQuery kind, double millis) {
            samples.computeIfAbsent(kind, any -> new Samples()).add(millis);
        }

        private void forget(MonthQuery kind) {
            samples.remove(kind);
        }

        /** Returns the time of a typical one of each kind. */
        private double sum() {
            return samples.values().stream().mapToDouble(Samples::median).sum();
        }

        private void show(String name, Map<String, Object> settings) {
            samples.forEach((kind, times) -> settings.put(
                    name + kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT),
                    Row.rounded(times.median())));
        }
    }

    void run(Report report) throws Exception {
        report.add(pruned());
        if (!bench.quick()) { // among few rows every table is fast
            report.add(timeRange());
            report.add(strategyIndex());
        }
    }

    /** The other session finds a view of one partition under the name of the event table. */
    private Row pruned() throws Exception {
        var all = new Times();
        var one = new Times();
        years.execute("CREATE SCHEMA IF NOT EXISTS one");
        for (int month = 0; month < YearsOfEvents.MONTHS; month += YearsOfEvents.MONTHS / 6) {
            years.execute("CREATE OR REPLACE VIEW one.audit_event AS SELECT * FROM " + YearsOfEvents.partition(month));
            compare(month, month + 1, "one", all, one);
        }
        Map<String, Object> settings = settings();
        all.show("medianMillis", settings);
        settings.put("peer", "the same queries on a view of nothing but that one partition");
        one.show("peerMedianMillis", settings);
        return new Row("pruned-query", all.sum() / one.sum(), "times", 1.3, 2, Row.Better.LOWER, settings);
    }

    private Row timeRange() throws Exception {
        var own = new Times();
        var plain = new Times();
        compare(0, YearsOfEvents.MONTHS, YearsOfEvents.PLAIN, own, plain);
        Map<String, Object> settings = settings();
        own.show("medianMillis", settings);
        settings.put("peer", "a plain table with an index on each of id, time, staff and patient");
        plain.show("peerMedianMillis", settings);
        var better = new Times();
        years.execute(BETTER_INDEXES);
        compare(0, YearsOfEvents.MONTHS, YearsOfEvents.PLAIN, new Times(), better);
        years.execute("DROP INDEX plain.better_tenant, plain.better_staff, plain.better_patient");
        better.show("peerWithOurIndexesMedianMillis", settings);
        double less = 100 * (1 - own.sum() / plain.sum());
        return new Row("time-range-query", less, "% less time", 80, 60, Row.Better.HIGHER, settings);
    }

    /** One month as it is, and as a table that has no more than its key and its times. */
    private Row strategyIndex() throws Exception {
        var own = new Times();
        var bare = new Times();
        years.execute(
                "DROP SCHEMA IF EXISTS bare CASCADE",
                "CREATE SCHEMA bare",
                "CREATE TABLE bare.audit_event AS SELECT * FROM " + YearsOfEvents.partition(0),
                "ALTER TABLE bare.audit_event ADD PRIMARY KEY (tenant, occurred_at, id)",
                "CREATE INDEX ON bare.audit_event USING brin (occurred_at)",
                "VACUUM (ANALYZE) bare.audit_event");
        compare(0, 1, "bare", own, bare);
        years.execute("DROP SCHEMA bare CASCADE");
        own.forget(MonthQuery.CLINIC); // is answered by the key
        bare.forget(MonthQuery.CLINIC);
        Map<String, Object> settings = settings();
        own.show("medianMillis", settings);
        settings.put("peer", "the same month in a table with the primary key and the BRIN index only");
        bare.show("peerMedianMillis", settings);
        double less = 100 * (1 - own.sum() / bare.sum());
        return new Row("strategy-index", less, "% less time", 90, 50, Row.Better.HIGHER, settings);
    }

    /** Asks both the same of the months, in turns, so that neither finds the other's pages only. */
    private void compare(int from, int to, String peer, Times own, Times other) throws Exception {
        var random = new SplittableRandom(SEED);
        try (var mine = new Reads(years.address(), "public", 1);
                var theirs = new Reads(years.address(), peer + ",public", 1)) {
            for (int round = -rounds; round < rounds; round++) { // until it runs as compiled code
                for (MonthQuery kind : MonthQuery.values()) {
                    EventQuery query = kind.of(random.nextInt(from, to), random);
                    boolean first = random.nextBoolean();
                    double one = first ? millis(mine, query) : 0;
                    double two = millis(theirs, query);
                    one = first ? one : millis(mine, query);
                    if (round >= 0) {
                        own.add(kind, one);
                        other.add(kind, two);
                    }
                }
            }
        }
    }

    private static double millis(Reads reads, EventQuery query) throws Exception {
        return 1000 * Stopwatch.seconds(() -> reads.count(query));
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = bench.settings();
        settings.put("events", years.rows());
        settings.put("partitions", YearsOfEvents.MONTHS);
        settings.put("queries", "the newest hundred of a month: of a clinic, a member of staff, a patient");
        settings.put("rounds", rounds);
        return settings;
    }
}
