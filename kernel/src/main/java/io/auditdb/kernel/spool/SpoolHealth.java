package io.auditdb.kernel.spool;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/** Whether all that was acknowledged is in the database. */
final class SpoolHealth implements HealthCheck {
    private final Spool spool;

    SpoolHealth(Spool spool) {
        this.spool = spool;
    }

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public String advice() {
        return "bring the database back; what is put aside is in the quarantine of the spool, see"
                + " docs/guides/store-and-forward.md";
    }

    @Override
    public Result check() {
        SpoolReport report = spool.report();
        var messages = new ArrayList<String>();
        if (report.events() > 0) {
            messages.add(waiting(report));
        }
        report.problem().ifPresent(messages::add);
        if (report.state() != State.OFF && !spool.takesEvents()) {
            messages.add("there is no room for more");
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
                + seconds + " s" + (report.state() == State.DRAINING ? "; they are on their way" : "");
    }
}
