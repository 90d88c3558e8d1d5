package io.auditdb.kernel.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Distribution;
import io.auditdb.api.operations.MetricFamily.Kind;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestRegisteredMetrics {
    private final Set<MetricSource> sources = new LinkedHashSet<>();
    private final Metrics metrics = new RegisteredMetrics(new MetricsSettings(10), () -> sources);

    private MetricFamily family(String name) {
        return metrics.read().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double value(MetricFamily family, Map<String, String> labels) {
        return family.samples().stream()
                .filter(it -> it.labels().equals(labels))
                .mapToDouble(MetricFamily.Sample::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static MetricSource source(String name, MetricFamily... families) {
        return new MetricSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<MetricFamily> read() {
                if (families.length == 0) {
                    throw new IllegalStateException("away");
                }
                return List.of(families);
            }
        };
    }

    @Test
    void countsByLabels() {
        metrics.counter("calls_total", "calls", "kind", "a").add(2);
        metrics.counter("calls_total", "calls", "kind", "b").add(5);
        metrics.counter("calls_total", "calls", "kind", "a").add(1);

        MetricFamily calls = family("calls_total");
        assertThat(calls.kind()).isEqualTo(Kind.COUNTER);
        assertThat(value(calls, Map.of("kind", "a"))).isEqualTo(3);
        assertThat(value(calls, Map.of("kind", "b"))).isEqualTo(5);
        assertThat(value(calls, Map.of())).isNaN();
    }

    @Test
    void timesWithSumCountAndQuantiles() {
        Metrics.Timer timer = metrics.timer("work_seconds", "work");
        for (int millis = 1; millis <= 100; millis++) {
            timer.record(Duration.ofMillis(millis).toNanos());
        }
        Distribution work = family("work_seconds").samples().get(0).distribution();
        assertThat(work.count()).isEqualTo(100);
        assertThat(work.sum()).isBetween(5.049, 5.051);
        assertThat(work.quantiles().get(0.5)).isBetween(0.047, 0.054);
        assertThat(work.quantiles().get(0.99)).isBetween(0.093, 0.106);
    }

    @Test
    void whatFailsTakesTimeAsWell() {
        Metrics.Timer timer = metrics.timer("work_seconds", "work");
        assertThatThrownBy(() -> timer.time(() -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(family("work_seconds").samples().get(0).distribution().count())
                .isOne();
    }

    @Test
    void losesNothingWhenManyCountAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        var done = new ArrayList<Future<?>>();
        for (int i = 0; i < 8; i++) {
            done.add(threads.submit(() -> {
                for (int n = 0; n < 10_000; n++) {
                    metrics.counter("calls_total", "calls").add(1);
                    metrics.timer("work_seconds", "work").record(n);
                }
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();
        assertThat(value(family("calls_total"), Map.of())).isEqualTo(80_000);
        assertThat(family("work_seconds").samples().get(0).distribution().count())
                .isEqualTo(80_000);
    }

    @Test
    void noMoreThanTheMostAreKeptAndThatIsCounted() {
        for (int i = 0; i < 30; i++) {
            metrics.counter("calls_total", "calls", "number", Integer.toString(i))
                    .add(1);
        }
        assertThat(family("calls_total").samples()).hasSize(10);
        assertThat(value(family("auditdb_metrics_dropped_total"), Map.of())).isEqualTo(20);
    }

    @Test
    void aSourceThatFailsDoesNotHideTheOthers() {
        sources.add(source("broken"));
        sources.add(source("well", MetricFamily.gauge("size", "size").add(3).build()));
        assertThat(value(family("size"), Map.of())).isEqualTo(3);
        assertThat(value(family("auditdb_metrics_failures_total"), Map.of())).isEqualTo(2);
    }

    @Test
    void sourcesMayShareAFamily() {
        sources.add(source(
                "one", MetricFamily.gauge("size", "size").add(1, "of", "one").build()));
        sources.add(source(
                "two", MetricFamily.gauge("size", "size").add(2, "of", "two").build()));
        assertThat(family("size").samples()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Calls_total", "calls", "calls-total", "_total", "calls__total", ""})
    void namesOfCountersAreJudged(String name) {
        assertThatThrownBy(() -> metrics.counter(name, "calls")).isInstanceOf(IllegalArgumentException.class);
    }
}
