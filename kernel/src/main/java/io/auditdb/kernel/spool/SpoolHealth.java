package io.auditdb.kernel.spool;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.SpoolReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.function.Supplier;

/** Whether all that was acknowledged is in the database. */
final class SpoolHealth implements HealthCheck {
    private final Supplier<SpoolReport> spool;

    SpoolHealth(Supplier<SpoolReport> spool) {
        this.spool = spool;
    }

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public Result check() {
        SpoolReport report = spool.get();
        var messages = new ArrayList<String>();
        if (report.events() > 0) {
            messages.add(waiting(report));
        }
        report.problem().ifPresent(messages::add);
        if (report.bytes() >= report.maxBytes()) {
            messages.add("the spool is full, and takes no more");
        }
        if (report.quarantined() > 0) {
            messages.add(report.quarantined() + " in quarantine, for somebody to look at");
        }
        return messages.isEmpty() ? Result.OK : new Result(Status.DEGRADED, String.join("; ", messages));
    }

    private static String waiting(SpoolReport report) {
        long seconds = report.oldest()
                .map(it -> Duration.between(it, Instant.now()).toSeconds())
                .orElse(0L);
        return report.events() + " events (" + report.bytes() + " bytes) are not in the database yet, the oldest for "
                + seconds + " s" + (report.state() == SpoolReport.State.DRAINING ? "; they are on their way" : "");
    }
}
