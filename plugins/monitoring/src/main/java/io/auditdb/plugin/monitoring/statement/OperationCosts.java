package io.auditdb.plugin.monitoring.statement;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Sample;
import io.auditdb.api.operations.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What whole operations of this instance cost, as it times them itself. For one thread at a time. */
final class OperationCosts {
    private static final String FAMILY = "auditdb_operation_seconds";
    private static final double MILLIS = 1000;

    private final Metrics metrics;
    private final Map<Long, Cost> last = new HashMap<>();

    OperationCosts(Metrics metrics) {
        this.metrics = metrics;
    }

    /**
     * What came since.
     *
     * @param costs by shape
     * @param texts the names of the operations
     */
    record Since(Map<Long, Cost> costs, Map<Long, String> texts) {}

    /** Returns what came since this was asked before; the first time, nothing, for the host may have counted for long. */
    Since since() {
        boolean isFirst = last.isEmpty();
        var costs = new HashMap<Long, Cost>();
        var texts = new HashMap<Long, String>();
        for (MetricFamily family : metrics.read()) {
            if (family.name().equals(FAMILY)) {
                family.samples().forEach(it -> add(it, costs, texts));
            }
        }
        return isFirst ? new Since(Map.of(), Map.of()) : new Since(costs, texts);
    }

    private void add(Sample sample, Map<Long, Cost> costs, Map<Long, String> texts) {
        Shape shape = Shape.of("operation " + sample.labels().get("operation"), Set.of());
        Cost now = new Cost(sample.distribution().count(), sample.distribution().sum() * MILLIS, 0, 0, 0, 0, 0);
        Cost before = last.put(shape.id(), now);
        Cost since = now.since(before == null ? Cost.NONE : before);
        if (since.calls() > 0) {
            costs.put(shape.id(), since);
            texts.put(shape.id(), shape.text());
        }
    }
}
