package io.auditdb.kernel.quarantine;

import io.auditdb.api.operations.HealthCheck;

/** Degraded while input waits for a decision, for nobody else tells. */
public final class QuarantineHealth implements HealthCheck {
    private final QuarantineService quarantine;

    /** Checks this one. */
    public QuarantineHealth(QuarantineService quarantine) {
        this.quarantine = quarantine;
    }

    @Override
    public String name() {
        return "quarantine";
    }

    @Override
    public Result check() {
        long waiting = quarantine.waiting();
        return waiting == 0
                ? Result.OK
                : new Result(
                        Status.DEGRADED,
                        waiting + (waiting == 1 ? " input" : " inputs") + " could not be read, and "
                                + (waiting == 1 ? "waits" : "wait") + " for a decision");
    }

    @Override
    public String advice() {
        return "Look at it with audit-db quarantine list and show, and release or discard it";
    }

    @Override
    public Status unanswered() {
        return Status.DEGRADED;
    }
}
