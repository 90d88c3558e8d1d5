package io.auditdb.plugin.monitoring.figure;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Distribution;
import io.auditdb.api.operations.MetricFamily.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names a single number: a summary is several, as Prometheus has it.
 *
 * @param name of the family, with {@code _count} or {@code _sum} where it is one of these of a summary
 * @param labels what it is of, with {@code quantile} where it is one
 */
public record Figure(String name, SortedMap<String, String> labels) {
    /** Returns each number of some families. */
    public static Map<Figure, Double> all(List<MetricFamily> families) {
        var values = new HashMap<Figure, Double>();
        for (MetricFamily family : families) {
            for (Sample sample : family.samples()) {
                add(family.name(), sample, values);
            }
        }
        return values;
    }

    private static void add(String name, Sample sample, Map<Figure, Double> values) {
        Distribution distribution = sample.distribution();
        if (distribution == null) {
            values.put(new Figure(name, sample.labels()), sample.value());
            return;
        }
        values.put(new Figure(name + "_count", sample.labels()), (double) distribution.count());
        values.put(new Figure(name + "_sum", sample.labels()), distribution.sum());
        distribution.quantiles().forEach((quantile, value) -> {
            var labels = new TreeMap<>(sample.labels());
            labels.put("quantile", quantile.toString());
            values.put(new Figure(name, labels), value);
        });
    }

    @Override
    public String toString() {
        return name + labels;
    }
}
