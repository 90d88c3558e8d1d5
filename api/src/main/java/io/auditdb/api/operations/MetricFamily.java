package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Figures of one name. A name is made of lower case words with underscores: what it is of, what it is, and the unit, which
 * is that of the base ({@code seconds}, {@code bytes}); what is counted ends with {@code total}. No label holds a tenant, a
 * person, or whatever else a caller may choose.
 *
 * @param name such as {@code auditdb_pool_connections}
 * @param kind how it is to be read
 * @param help what it is, in a few words
 * @param samples a figure for each combination of labels
 */
public record MetricFamily(String name, Kind kind, String help, List<Sample> samples) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    /** How figures are to be read. */
    public enum Kind {
        /** A figure that rises and falls. */
        GAUGE,
        /** A sum since the start, which only grows. */
        COUNTER,
        /** A {@linkplain Distribution distribution}. */
        SUMMARY
    }

    /** Checks name, kind and samples, and copies the list. */
    public MetricFamily {
        requireNonNull(kind, "kind is null");
        requireNonNull(help, "help is null");
        samples = List.copyOf(samples);
        if (!NAME.matcher(name).matches() || (kind == Kind.COUNTER) != name.endsWith("_total")) {
            throw new IllegalArgumentException(name + " is no name of a " + kind);
        }
        if (samples.stream().anyMatch(it -> (it.distribution() != null) != (kind == Kind.SUMMARY))) {
            throw new IllegalArgumentException(name + " is a " + kind + " and has other samples");
        }
    }

    /**
     * One figure.
     *
     * @param labels what it is of; at most one sample of a family for each combination
     * @param value the figure, also not a number where it is not known; meaningless for a summary
     * @param distribution null but for a summary
     */
    public record Sample(SortedMap<String, String> labels, double value, Distribution distribution) {
        /** Checks the names of labels, and copies the map. */
        public Sample {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
            for (String label : labels.keySet()) {
                if (!NAME.matcher(label).matches()) {
                    throw new IllegalArgumentException(label + " is no name of a label");
                }
            }
        }
    }

    /**
     * How large what was measured was.
     *
     * @param count how many were measured since the start
     * @param sum of all of them
     * @param quantiles so large were at most as many as the key says, from 0 to 1, of the last one or two minutes
     */
    public record Distribution(long count, double sum, SortedMap<Double, Double> quantiles) {
        /** Copies the map. */
        public Distribution {
            quantiles = Collections.unmodifiableSortedMap(new TreeMap<>(quantiles));
        }
    }

    /** Begins a family of figures that rise and fall. */
    public static Builder gauge(String name, String help) {
        return new Builder(name, Kind.GAUGE, help);
    }

    /** Begins a family of sums that only grow. */
    public static Builder counter(String name, String help) {
        return new Builder(name, Kind.COUNTER, help);
    }

    /** Begins a family of distributions. */
    public static Builder summary(String name, String help) {
        return new Builder(name, Kind.SUMMARY, help);
    }

    /** Gathers the samples of a family. For one thread. */
    public static final class Builder {
        private final String name;
        private final Kind kind;
        private final String help;
        private final List<Sample> samples = new ArrayList<>();

        private Builder(String name, Kind kind, String help) {
            this.name = name;
            this.kind = kind;
            this.help = help;
        }

        /**
         * Adds a figure.
         *
         * @param labels names and values of labels by turns
         */
        public Builder add(double value, String... labels) {
            samples.add(new Sample(labels(labels), value, null));
            return this;
        }

        /** As {@link #add(double, String...)}, for counts of up to 2^53. */
        public Builder add(long value, String... labels) {
            return add((double) value, labels);
        }

        /** Adds a distribution; otherwise as {@link #add(double, String...)}. */
        public Builder add(Distribution distribution, String... labels) {
            samples.add(new Sample(labels(labels), Double.NaN, requireNonNull(distribution, "distribution is null")));
            return this;
        }

        private static SortedMap<String, String> labels(String... namesAndValues) {
            var labels = new TreeMap<String, String>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                labels.put(namesAndValues[i], namesAndValues[i + 1]);
            }
            return labels;
        }

        /** Returns the family. */
        public MetricFamily build() {
            return new MetricFamily(name, kind, help, samples);
        }
    }
}
