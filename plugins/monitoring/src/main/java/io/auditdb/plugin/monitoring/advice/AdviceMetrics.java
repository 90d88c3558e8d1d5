package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** How much there is to change, by kind, as of the last look. */
public final class AdviceMetrics implements MetricSource {
    private final Supplier<List<Advice>> look;
    private volatile Map<String, Long> kinds = Map.of();

    /** Knows nothing before {@link #sample} was called. */
    public AdviceMetrics(Supplier<List<Advice>> look) {
        this.look = look;
    }

    /** Asks all advisors. */
    public void sample() {
        kinds = look.get().stream().collect(Collectors.groupingBy(Advice::kind, TreeMap::new, Collectors.counting()));
    }

    @Override
    public String name() {
        return "advice";
    }

    @Override
    public List<MetricFamily> read() {
        var family =
                MetricFamily.gauge("auditdb_advice", "What there is to change, by kind (audit-db performance advise)");
        kinds.forEach((kind, count) -> family.add(count, "kind", kind));
        return List.of(family.build());
    }
}
