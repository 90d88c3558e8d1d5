package io.auditdb.kernel.resilience;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import io.auditdb.api.operations.HealthCheck;

/**
 * Whether one thing is asked. While it is not, something is slower or missing, and everything else goes on. One that is
 * about to be tried is not known to be ill, and may stay so for as long as nobody needs it.
 */
final class BreakerHealth implements HealthCheck {
    private final String name;
    private final Breaker breaker;

    BreakerHealth(String name, Breaker breaker) {
        this.name = name;
        this.breaker = breaker;
    }

    @Override
    public String name() {
        return "breaker:" + name;
    }

    @Override
    public String advice() {
        return "bring back what is behind it; it is tried again by itself, and at once by audit-db"
                + " breaker reset NAME";
    }

    @Override
    public Result check() {
        BreakerReport report = breaker.report();
        if (report.state() == State.CLOSED) {
            return Result.OK;
        }
        String why = report.transitions().stream()
                .findFirst()
                .map(it -> ": " + it.reason())
                .orElse("");
        Status status = report.state() == State.OPEN ? Status.DEGRADED : Status.UP;
        return new Result(status, report.state().text() + " since " + report.since() + why);
    }
}
