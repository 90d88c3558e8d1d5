package io.auditdb.benchmarks;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.testing.TestingAuditDb;
import java.util.Map;

/** The log of years, made once for the benchmarks that need it, in a heap that stays small. */
final class LargeLog implements AutoCloseable {
    private static final long FULL = 10_000_000;
    private static final long QUICK = 200_000;
    private static final int PROGRESS = 500_000;

    private final Bench bench;
    private final long leaves;
    private final HealthEvents events;
    private final TestingAuditDb audit;
    private final double seconds;

    LargeLog(Bench bench) throws Exception {
        this.bench = bench;
        this.leaves = bench.quick() ? QUICK : FULL;
        this.events = bench.events(7, leaves);
        this.audit = bench.open(Map.of("plugins.http-api.enabled", true));
        this.seconds = Stopwatch.seconds(this::fill);
    }

    private void fill() throws Exception {
        var append = new BulkAppend(audit.database());
        for (long from = 0; from < leaves; from += PROGRESS) {
            append.append(BulkAppend.lazily(events, from, Math.min(leaves, from + PROGRESS)));
            System.err.printf("%,d of %,d events appended%n", Math.min(leaves, from + PROGRESS), leaves);
        }
        audit.awaitSealed(leaves);
        // what the database would do in its own time after so many rows at once, and not what is measured here
        audit.postgres().execute("VACUUM (ANALYZE)", "CHECKPOINT");
    }

    TestingAuditDb audit() {
        return audit;
    }

    /** Returns how many events it was filled with. */
    long leaves() {
        return leaves;
    }

    AuditEvent event(long i) {
        return events.event(i);
    }

    /** Returns events that are not in the log. */
    HealthEvents more() {
        return bench.events(8, leaves);
    }

    /** The figure that the log itself is: so many leaves in so little heap. */
    Row row() {
        Map<String, Object> settings = bench.settings();
        settings.put("seconds", Math.round(seconds));
        settings.put("eventsPerSecond", Math.round(leaves / seconds));
        settings.put("meaning", "appended and sealed, with the platform and this program in one heap");
        return new Row("leaves-sealed", leaves, "leaves", leaves, leaves, Row.Better.HIGHER, settings);
    }

    @Override
    public void close() {
        audit.close();
    }
}
