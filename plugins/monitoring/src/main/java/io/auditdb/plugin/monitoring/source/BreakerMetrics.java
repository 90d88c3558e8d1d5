package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.util.List;

/** Breakers before things outside the platform. */
final class BreakerMetrics implements MetricSource {
    private final Breakers breakers;

    BreakerMetrics(Breakers breakers) {
        this.breakers = breakers;
    }

    @Override
    public String name() {
        return "breakers";
    }

    @Override
    public List<MetricFamily> read() {
        var states = MetricFamily.gauge("auditdb_breaker_state", "1 for the state that a breaker is in");
        var failures =
                MetricFamily.counter("auditdb_breaker_failures_total", "Calls that failed because of what is behind");
        var refused = MetricFamily.counter("auditdb_breaker_refused_total", "Calls that were not made");
        for (BreakerReport breaker : breakers.report(Operator.ACCESS)) {
            for (State state : State.values()) {
                double is = breaker.state() == state ? 1 : 0;
                states.add(is, "breaker", breaker.name(), "state", state.text());
            }
            failures.add(breaker.failures(), "breaker", breaker.name());
            refused.add(breaker.refused(), "breaker", breaker.name());
        }
        return List.of(states.build(), failures.build(), refused.build());
    }
}
