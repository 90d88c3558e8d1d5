package io.auditdb.benchmarks.partitions;

import static io.auditdb.benchmarks.partitions.ManyPartitions.OPERATOR;
import static io.auditdb.benchmarks.partitions.ManyPartitions.SETTINGS;

import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import java.util.List;
import java.util.Optional;

/** The platform itself. */
final class PlatformTool implements PartitionTool {
    private final TestingAuditDb audit;
    private final PartitionManager partitions;
    private final HealthEvents events;

    PlatformTool(TestingDatabase database, HealthEvents events) {
        this.audit = TestingAuditDb.closed(database, SETTINGS);
        this.events = events;
        audit.start();
        this.partitions = audit.platform().service(PartitionManager.class);
        partitions.maintain(OPERATOR, false);
    }

    @Override
    public TestingDatabase database() {
        return audit.postgres();
    }

    @Override
    public void write(long number) {
        audit.database().append(events.event(number));
    }

    @Override
    public void create() {
        var order = new PartitionOrder(OldMonths.RANGE, Optional.of(PartitionInterval.parse("monthly")));
        require(OldMonths.COUNT, partitions.create(OPERATOR, order, false));
    }

    @Override
    public void drop() {
        require(OldMonths.COUNT, partitions.cleanup(OPERATOR, OldMonths.RANGE.to(), false));
    }

    @Override
    public boolean drain() {
        require(1, partitions.drain(OPERATOR, false));
        return true;
    }

    private static void require(int fewest, List<PartitionStep> steps) {
        if (steps.size() < fewest || steps.stream().anyMatch(it -> it.outcome() != PartitionStep.Outcome.DONE)) {
            throw new IllegalStateException("Not everything was done: " + steps);
        }
    }

    @Override
    public void close() {
        audit.close();
    }
}
