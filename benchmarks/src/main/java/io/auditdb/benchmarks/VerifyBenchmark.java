package io.auditdb.benchmarks;

import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.testing.TestingAuditDb;
import java.util.Map;

/** How fast a large log is verified: all of it beside reading its rows, and what is new since the last time. */
final class VerifyBenchmark {
    private static final int WARM_UP = 60_000;
    private static final int WARM_UP_ROUNDS = 15;
    private static final int NEW_EVENTS = 10_000;

    private final Bench bench;
    private final LargeLog log;

    VerifyBenchmark(Bench bench, LargeLog log) {
        this.bench = bench;
        this.log = log;
    }

    void run(Report report) throws Exception {
        warmUp();
        report.add(full());
        report.add(incremental());
    }

    private void warmUp() throws Exception {
        try (TestingAuditDb audit = bench.open(Map.of())) {
            new BulkAppend(audit.database()).append(BulkAppend.lazily(bench.events(9, WARM_UP), 0, WARM_UP));
            audit.awaitSealed(WARM_UP);
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                requireIntact(audit.verify(), WARM_UP); // until it runs as compiled code
            }
        }
    }

    private Row full() throws Exception {
        log.audit().postgres().execute("VACUUM audit_event", "CHECKPOINT");
        double binary = Stopwatch.seconds(() -> log.audit().postgres().execute(copy("binary")));
        double verify = Stopwatch.seconds(() -> requireIntact(log.audit().verify(), log.leaves()));
        double text = Stopwatch.seconds(() -> log.audit().postgres().execute(copy("text")));
        double again = Stopwatch.seconds(() -> log.audit().postgres().execute(copy("binary")));
        double copy = Math.min(text, Math.min(binary, again));
        Map<String, Object> settings = bench.settings();
        settings.put("events", log.leaves());
        settings.put("eventsPerSecond", Math.round(log.leaves() / verify));
        settings.put("peer", "COPY audit_event TO '/dev/null', the best of binary, text and binary again");
        settings.put("peerRowsPerSecond", Math.round(log.leaves() / copy));
        settings.put("peerRowsPerSecondBinary", Math.round(log.leaves() / Math.min(binary, again)));
        settings.put("peerRowsPerSecondText", Math.round(log.leaves() / text));
        return new Row("full-verify", copy / verify, "ratio", 0.7, 0.4, Row.Better.HIGHER, settings);
    }

    /** The event table is partitioned, so its rows are read through a query. */
    private static String copy(String format) {
        return "COPY (SELECT * FROM audit_event) TO '/dev/null' (FORMAT " + format + ")";
    }

    private Row incremental() throws Exception {
        Ledger ledger = log.audit().ledger();
        ledger.verify(VerificationScope.incremental(), VerificationProgress.NONE);
        long before = ledger.checkpoint().orElseThrow().size();
        new BulkAppend(log.audit().database()).append(BulkAppend.lazily(log.more(), 0, NEW_EVENTS));
        log.audit().awaitSealed(before + NEW_EVENTS);
        double seconds = Stopwatch.seconds(() ->
                requireIntact(ledger.verify(VerificationScope.incremental(), VerificationProgress.NONE), NEW_EVENTS));
        Map<String, Object> settings = bench.settings();
        settings.put("events", NEW_EVENTS);
        settings.put("leaves", before);
        return new Row("incremental-verify", seconds, "s", 2, 5, Row.Better.LOWER, settings);
    }

    /** A figure for a verification that did not do its work would be none. */
    private static void requireIntact(VerificationReport report, long events) {
        if (!report.intact() || report.events() < events || !report.remarks().isEmpty()) {
            throw new IllegalStateException("The verification did not go as it should: " + report.events() + " events, "
                    + report.violations() + " " + report.remarks());
        }
    }
}
