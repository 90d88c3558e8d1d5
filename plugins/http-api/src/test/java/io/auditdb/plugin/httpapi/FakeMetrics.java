package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Distribution;
import io.auditdb.api.operations.Metrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The same figures each time. */
final class FakeMetrics implements Metrics {
    @Override
    public Counter counter(String name, String help, String... labels) {
        return count -> {};
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        return nanos -> {};
    }

    @Override
    public List<MetricFamily> read() {
        return List.of(
                MetricFamily.gauge("auditdb_pool_size", "size")
                        .add(4, "pool", "read")
                        .build(),
                MetricFamily.gauge("auditdb_other", "not known").add(Double.NaN).build(),
                MetricFamily.summary("auditdb_seconds", "times")
                        .add(new Distribution(2, 3, new TreeMap<>(Map.of(0.5, 1.5))))
                        .build());
    }
}
