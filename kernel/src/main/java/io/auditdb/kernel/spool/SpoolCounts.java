package io.auditdb.kernel.spool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import io.auditdb.kernel.ingest.SpoolSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the spool has done since the start; says once when it begins to fill, and when it is empty. Safe for use by many threads. */
final class SpoolCounts {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolCounts.class);

    private final LongAdder outages = new LongAdder();
    private final LongAdder spooled = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile String problem;
    private volatile long began = System.nanoTime();

    void outageBegan() {
        outages.increment();
        began = System.nanoTime();
        problem = "The database cannot be reached";
        LOG.warn("The database cannot be reached; appends go into the spool");
    }

    void outageEnded() {
        problem = null;
        LOG.info(
                "The spool is empty after {} s; appends go into the database. Since the start, {} events were spooled,"
                        + " {} of the spool stored, and {} of it were there already",
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                spooled,
                stored,
                duplicates);
    }

    void spooled(int events) {
        spooled.add(events);
    }

    void refused(int events) {
        refused.add(events);
    }

    void stored(long fresh, long known) {
        stored.add(fresh);
        duplicates.add(known);
        problem = null;
    }

    void notDraining(Exception reason) {
        problem = reason instanceof AuditDbException ? reason.getMessage() : reason.toString();
    }

    SpoolReport report(SpoolSettings settings, boolean ahead, SpoolContent content) {
        return new SpoolReport(
                state(settings, ahead),
                content.events(),
                content.bytes(),
                settings.maxBytes().bytes(),
                content.oldest(),
                content.quarantined(),
                outages.sum(),
                spooled.sum(),
                stored.sum(),
                duplicates.sum(),
                refused.sum(),
                Optional.ofNullable(problem));
    }

    private State state(SpoolSettings settings, boolean ahead) {
        if (ahead) {
            return problem == null ? State.DRAINING : State.FILLING;
        }
        return settings.enabled() ? State.EMPTY : State.OFF;
    }
}
