package io.auditdb.plugin.partitioning;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.PartitionStep;
import java.util.List;

/** Says what is not as it should be, until maintenance has repaired it. */
final class PartitionHealth implements HealthCheck {
    private static final int SHOWN = 3;

    private final MaintenancePlan plan;
    private final String principal;

    PartitionHealth(MaintenancePlan plan, String principal) {
        this.plan = plan;
        this.principal = principal;
    }

    @Override
    public String name() {
        return "partitions";
    }

    /** {@inheritDoc} Maintenance can wait for the database, and appends and queries do not need it. */
    @Override
    public Status unanswered() {
        return Status.DEGRADED;
    }

    @Override
    public String advice() {
        return "run audit-db partition maintain, or wait for the next maintenance";
    }

    @Override
    public Result check() {
        List<PartitionStep> repairs = plan.repairs(principal);
        if (repairs.isEmpty()) {
            return Result.OK;
        }
        String shown = repairs.stream()
                .limit(SHOWN)
                .map(step -> step.action().text() + " " + step.partition()
                        + (step.subject().isEmpty() ? "" : " " + step.subject()) + " (" + step.reason() + ")")
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow();
        return new Result(Status.DEGRADED, repairs.size() + " repairs are due (audit-db partition maintain): " + shown);
    }
}
