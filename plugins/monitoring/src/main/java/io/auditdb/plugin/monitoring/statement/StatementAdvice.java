package io.auditdb.plugin.monitoring.statement;

import io.auditdb.api.operations.StatementReport.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What to do about a statement, where what it did tells. */
final class StatementAdvice {
    private static final long MANY_ROWS = 10_000;
    private static final long MANY_BLOCKS = 1000;
    private static final double MUCH_SLOWER = 1.5;

    private StatementAdvice() {}

    static List<String> of(long calls, Duration mean, Optional<Duration> before, Work work, Optional<Plan> plan) {
        var advice = new ArrayList<String>();
        long rows = work.rows() / Math.max(1, calls);
        plan.map(Plan::scannedRows)
                .filter(scanned -> scanned >= MANY_ROWS && rows * 10 < scanned)
                .ifPresent(scanned -> advice.add("reads about " + scanned + " rows to return " + rows
                        + " of them: an index would spare that (audit-db index advise)"));
        if (work.blocksSpilled() / Math.max(1, calls) >= MANY_BLOCKS) {
            advice.add("writes " + work.blocksSpilled() / calls
                    + " blocks to temporary files each time: raise work_mem, or ask for less");
        }
        if (work.blocksRead() > work.blocksHit() && work.blocksRead() / Math.max(1, calls) >= MANY_BLOCKS) {
            advice.add("finds " + percent(work.blocksHit(), work.blocksHit() + work.blocksRead())
                    + " of what it reads in shared buffers: give a narrower range of time, or the server more memory");
        }
        before.filter(it -> mean.toNanos() > it.toNanos() * MUCH_SLOWER && mean.toMillis() > 0)
                .ifPresent(it -> advice.add(String.format(
                        Locale.ROOT,
                        "takes %.1f times as long as before: look at what was changed since (audit-db"
                                + " query --tenant _system), and at its plan",
                        (double) mean.toNanos() / it.toNanos())));
        return advice;
    }

    private static String percent(long part, long whole) {
        return 100 * part / Math.max(1, whole) + " %";
    }
}
