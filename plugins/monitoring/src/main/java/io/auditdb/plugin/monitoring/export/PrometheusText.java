package io.auditdb.plugin.monitoring.export;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Distribution;
import io.auditdb.api.operations.MetricFamily.Sample;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;

/**
 * Figures in the text formats of Prometheus and OpenMetrics, whichever is asked for. Safe for use by many threads.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
 */
final class PrometheusText {
    private static final String TOTAL = "_total";

    private final ExpositionFormats formats = ExpositionFormats.init();

    /** Returns what writes the format that an {@code Accept} header prefers; the header may be null. */
    ExpositionFormatWriter writer(String accept) {
        return accept != null && accept.contains("application/openmetrics-text")
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
    }

    static void write(ExpositionFormatWriter writer, List<MetricFamily> families, OutputStream out) throws IOException {
        writer.write(
                out,
                new MetricSnapshots(families.stream()
                        .filter(family -> !family.samples().isEmpty())
                        .map(PrometheusText::snapshot)
                        .toList()));
    }

    private static MetricSnapshot snapshot(MetricFamily family) {
        return switch (family.kind()) {
            case GAUGE -> gauge(family);
            case COUNTER -> counter(family);
            case SUMMARY -> summary(family);
        };
    }

    private static MetricSnapshot gauge(MetricFamily family) {
        return new GaugeSnapshot(
                new MetricMetadata(family.name(), family.help()),
                points(family, it -> new GaugeDataPointSnapshot(it.value(), labels(it), null)));
    }

    private static MetricSnapshot counter(MetricFamily family) {
        String name = family.name().substring(0, family.name().length() - TOTAL.length());
        return new CounterSnapshot(
                new MetricMetadata(name, family.help()),
                points(family, it -> new CounterDataPointSnapshot(it.value(), labels(it), null, 0)));
    }

    private static MetricSnapshot summary(MetricFamily family) {
        return new SummarySnapshot(
                new MetricMetadata(family.name(), family.help()), points(family, PrometheusText::summary));
    }

    private static SummaryDataPointSnapshot summary(Sample sample) {
        Distribution all = sample.distribution();
        List<Quantile> quantiles = all.quantiles().entrySet().stream()
                .map(it -> new Quantile(it.getKey(), it.getValue()))
                .toList();
        return SummaryDataPointSnapshot.builder()
                .count(all.count())
                .sum(all.sum())
                .quantiles(Quantiles.of(quantiles))
                .labels(labels(sample))
                .build();
    }

    private static <P> List<P> points(MetricFamily family, Function<Sample, P> point) {
        return family.samples().stream().map(point).toList();
    }

    private static Labels labels(Sample sample) {
        return Labels.of(
                sample.labels().keySet().toArray(String[]::new),
                sample.labels().values().toArray(String[]::new));
    }
}
