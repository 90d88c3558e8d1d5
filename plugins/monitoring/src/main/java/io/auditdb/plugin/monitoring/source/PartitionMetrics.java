package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionManager;
import java.util.Collection;
import java.util.List;

/** Time partitions, as they were when the database was asked last. */
final class PartitionMetrics implements MetricSource {
    private final Collection<PartitionManager> managers;
    private volatile List<MetricFamily> last = List.of();

    /** Asks the first of these, a live view. */
    PartitionMetrics(Collection<PartitionManager> managers) {
        this.managers = managers;
    }

    @Override
    public String name() {
        return "partitions";
    }

    /** Asks the database. */
    void sample() {
        last = managers.stream()
                .findFirst()
                .map(it -> families(it.list(Operator.ACCESS)))
                .orElse(List.of());
    }

    private static List<MetricFamily> families(List<PartitionInfo> partitions) {
        long bytes = partitions.stream().mapToLong(PartitionInfo::bytes).sum();
        long largest = partitions.stream().mapToLong(PartitionInfo::bytes).max().orElse(0);
        long rows = partitions.stream().mapToLong(PartitionInfo::estimatedRows).sum();
        return List.of(
                gauge("auditdb_partitions", "Time partitions", partitions.size()),
                gauge("auditdb_partitions_bytes", "What they take, with indexes", bytes),
                gauge("auditdb_partitions_largest_bytes", "What the largest of them takes", largest),
                gauge("auditdb_partitions_rows", "Their rows, as the planner estimates", rows));
    }

    private static MetricFamily gauge(String name, String help, long value) {
        return MetricFamily.gauge(name, help).add(value).build();
    }

    @Override
    public List<MetricFamily> read() {
        return last;
    }
}
