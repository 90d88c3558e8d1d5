package io.auditdb.plugin.monitoring.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Distribution;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestPrometheusText {
    private static final List<MetricFamily> FAMILIES = List.of(
            MetricFamily.counter("calls_total", "Calls")
                    .add(7, "kind", "a \"b\"\n")
                    .build(),
            MetricFamily.gauge("pool_size", "Size").add(2.5).build(),
            MetricFamily.gauge("unknown", "Not known").add(Double.NaN).build(),
            MetricFamily.gauge("nothing", "Nobody has any").build(),
            MetricFamily.summary("work_seconds", "Work")
                    .add(new Distribution(3, 1.5, new TreeMap<>(Map.of(0.5, 0.4, 0.99, 0.8))), "of", "x")
                    .build());

    private final PrometheusText text = new PrometheusText();

    private String written(String accept) throws IOException {
        var out = new ByteArrayOutputStream();
        ExpositionFormatWriter writer = text.writer(accept);
        PrometheusText.write(writer, FAMILIES, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesWhatPrometheusReads() throws IOException {
        assertThat(written(null).lines())
                .containsExactlyInAnyOrder(
                        "# HELP calls_total Calls",
                        "# TYPE calls_total counter",
                        "calls_total{kind=\"a \\\"b\\\"\\n\"} 7.0",
                        "# HELP pool_size Size",
                        "# TYPE pool_size gauge",
                        "pool_size 2.5",
                        "# HELP unknown Not known",
                        "# TYPE unknown gauge",
                        "unknown NaN",
                        "# HELP work_seconds Work",
                        "# TYPE work_seconds summary",
                        "work_seconds{of=\"x\",quantile=\"0.5\"} 0.4",
                        "work_seconds{of=\"x\",quantile=\"0.99\"} 0.8",
                        "work_seconds_count{of=\"x\"} 3",
                        "work_seconds_sum{of=\"x\"} 1.5");
        assertThat(text.writer(null).getContentType()).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void writesOpenMetricsToWhoAsksForIt() throws IOException {
        String accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3";
        assertThat(written(accept)).endsWith("# EOF\n").contains("# TYPE calls counter", "calls_total{");
        assertThat(text.writer(accept).getContentType()).startsWith("application/openmetrics-text");
    }
}
