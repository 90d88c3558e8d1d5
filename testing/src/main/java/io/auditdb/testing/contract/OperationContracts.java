package io.auditdb.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Of what operators see. */
final class OperationContracts {
    private static final String SEGMENT = "(/(\\{[a-zA-Z]+\\*?}|[A-Za-z0-9._$-]+(\\{[a-zA-Z]+})?[A-Za-z0-9._-]*))+/?|/";

    private OperationContracts() {}

    static List<Promise<HttpRoute>> routes() {
        return List.of(
                Promise.of(
                        "has a method in upper case",
                        it -> assertThat(it.method()).matches("[A-Z]+")),
                Promise.of("has a path of segments", it -> assertThat(it.path()).matches(SEGMENT)));
    }

    static List<Promise<HealthCheck>> healthChecks() {
        return List.of(
                Promise.of(
                        "has a name in lower case with dashes",
                        it -> assertThat(it.name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")),
                Promise.of(
                        "says how ill the platform is without its answer",
                        it -> assertThat(it.unanswered()).isNotNull()),
                Promise.of("answers, and says why when all is not well", Capability.HEALTH_WITHOUT_SERVICES, it -> {
                    HealthCheck.Result result = it.check();
                    assertThat(result.status() == HealthCheck.Status.UP
                                    || !result.message().isBlank())
                            .isTrue();
                }));
    }

    static List<Promise<MetricSource>> metricSources() {
        return List.of(
                Promise.of("has a name", it -> assertThat(it.name()).isNotBlank()),
                Promise.of("names figures as Prometheus does", Capability.METRICS_WITHOUT_SERVICES, it -> {
                    for (MetricFamily family : it.read()) {
                        assertThat(family.name()).matches("[a-z_][a-z0-9_]*");
                        assertThat(family.help()).as(family.name()).isNotBlank();
                        boolean isCounter = family.kind() == MetricFamily.Kind.COUNTER;
                        assertThat(family.name().endsWith("_total"))
                                .as(family.name())
                                .isEqualTo(isCounter);
                    }
                }),
                Promise.of("tells no figure twice", Capability.METRICS_WITHOUT_SERVICES, it -> {
                    assertThat(it.read()).extracting(MetricFamily::name).doesNotHaveDuplicates();
                    for (MetricFamily family : it.read()) {
                        assertThat(family.samples())
                                .extracting(MetricFamily.Sample::labels)
                                .as(family.name())
                                .doesNotHaveDuplicates();
                    }
                }),
                Promise.of("gives all samples of a figure the same labels", Capability.METRICS_WITHOUT_SERVICES, it -> {
                    for (MetricFamily family : it.read()) {
                        Set<Set<String>> labels = family.samples().stream()
                                .map(sample -> sample.labels().keySet())
                                .collect(Collectors.toSet());
                        assertThat(labels).as(family.name()).hasSizeLessThan(2);
                    }
                }),
                Promise.of("never counts backwards", Capability.METRICS_WITHOUT_SERVICES, it -> {
                    Map<String, Double> before = counters(it);
                    counters(it)
                            .forEach((name, value) ->
                                    assertThat(value).as(name).isGreaterThanOrEqualTo(before.getOrDefault(name, 0.0)));
                }));
    }

    private static Map<String, Double> counters(MetricSource source) {
        var counters = new HashMap<String, Double>();
        for (MetricFamily family : source.read()) {
            if (family.kind() == MetricFamily.Kind.COUNTER) {
                family.samples().forEach(it -> counters.put(family.name() + it.labels(), it.value()));
            }
        }
        return counters;
    }
}
