package io.auditdb.kernel.metrics;

import com.codahale.metrics.Snapshot;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Distribution;
import io.auditdb.api.operations.MetricFamily.Kind;
import io.auditdb.api.operations.MetricFamily.Sample;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.Metrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counters and timers, and whatever sources know. Safe for use by many threads. */
public final class RegisteredMetrics implements Metrics {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredMetrics.class);
    private static final double[] QUANTILES = {0.5, 0.95, 0.99};
    private static final double NANOS = 1e9;

    private final MetricsSettings settings;
    private final Supplier<Set<MetricSource>> sources;
    private final Map<Series, Instrument> instruments = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean full = new AtomicBoolean();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final LongAdder failures = new LongAdder();

    /** Reads these sources, which are asked for anew each time. */
    public RegisteredMetrics(MetricsSettings settings, Supplier<Set<MetricSource>> sources) {
        this.settings = settings;
        this.sources = sources;
    }

    private record Series(String name, SortedMap<String, String> labels) {
        @Override
        public String toString() {
            return name + labels;
        }
    }

    private interface Instrument {
        Kind kind();

        String help();

        Sample sample(SortedMap<String, String> labels);
    }

    private record Counting(String help, com.codahale.metrics.Counter counter) implements Instrument, Counter {
        @Override
        public void add(long count) {
            counter.inc(count);
        }

        @Override
        public Kind kind() {
            return Kind.COUNTER;
        }

        @Override
        public Sample sample(SortedMap<String, String> labels) {
            return new Sample(labels, counter.getCount(), null);
        }
    }

    private record Timing(String help, com.codahale.metrics.Timer timer, LongAdder nanos) implements Instrument, Timer {
        @Override
        public void record(long took) {
            timer.update(took, TimeUnit.NANOSECONDS);
            nanos.add(took);
        }

        @Override
        public Kind kind() {
            return Kind.SUMMARY;
        }

        @Override
        public Sample sample(SortedMap<String, String> labels) {
            Snapshot recent = timer.getSnapshot();
            var quantiles = new TreeMap<Double, Double>();
            for (double quantile : QUANTILES) {
                quantiles.put(quantile, recent.size() == 0 ? Double.NaN : recent.getValue(quantile) / NANOS);
            }
            return new Sample(labels, Double.NaN, new Distribution(timer.getCount(), nanos.sum() / NANOS, quantiles));
        }
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
        Series series = series(MetricFamily.counter(name, help), labels);
        Instrument found = instrument(series, () -> new Counting(help, new com.codahale.metrics.Counter()));
        return found == null ? count -> {} : (Counting) found;
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        if (!name.endsWith("_seconds")) {
            throw new IllegalArgumentException(name + " is no name of a timer");
        }
        Series series = series(MetricFamily.summary(name, help), labels);
        Instrument found = instrument(
                series, () -> new Timing(help, new com.codahale.metrics.Timer(new RecentReservoir()), new LongAdder()));
        return found == null ? nanos -> {} : (Timing) found;
    }

    /** The builder judges names. */
    private static Series series(MetricFamily.Builder family, String... labels) {
        MetricFamily named = family.build();
        Sample sample = MetricFamily.gauge("labels", "")
                .add(0, labels)
                .build()
                .samples()
                .get(0);
        return new Series(named.name(), sample.labels());
    }

    /** Null when there are too many. */
    private Instrument instrument(Series series, Supplier<Instrument> made) {
        Instrument known = instruments.get(series);
        if (known != null) {
            return known;
        }
        if (instruments.size() >= settings.maxSeries()) {
            dropped.increment();
            if (full.compareAndSet(false, true)) {
                LOG.warn(
                        "There are {} counters and timers, which is the most (metrics.max-series); {} and others are not"
                                + " kept",
                        settings.maxSeries(),
                        series);
            }
            return null;
        }
        return instruments.computeIfAbsent(series, it -> made.get());
    }

    @Override
    public List<MetricFamily> read() {
        var families = new TreeMap<String, MetricFamily>();
        for (MetricSource source : sources.get()) {
            for (MetricFamily family : read(source)) {
                families.merge(family.name(), family, RegisteredMetrics::both);
            }
        }
        own().forEach(family -> families.merge(family.name(), family, RegisteredMetrics::both));
        return List.copyOf(families.values());
    }

    /** A source that fails does not keep the others from being read. */
    private List<MetricFamily> read(MetricSource source) {
        try {
            List<MetricFamily> families = source.read();
            failing.remove(source.name());
            return families;
        } catch (RuntimeException e) {
            failures.increment();
            if (failing.add(source.name())) {
                LOG.warn("The figures of {} cannot be read", source.name(), e);
            }
            return List.of();
        }
    }

    private static MetricFamily both(MetricFamily one, MetricFamily other) {
        var samples = new ArrayList<>(one.samples());
        samples.addAll(other.samples());
        return new MetricFamily(one.name(), one.kind(), one.help(), samples);
    }

    private Collection<MetricFamily> own() {
        var families = new TreeMap<String, MetricFamily>();
        instruments.forEach((series, instrument) -> families.merge(
                series.name(),
                new MetricFamily(
                        series.name(),
                        instrument.kind(),
                        instrument.help(),
                        List.of(instrument.sample(series.labels()))),
                RegisteredMetrics::both));
        families.put(
                "auditdb_metrics_dropped_total",
                MetricFamily.counter("auditdb_metrics_dropped_total", "Calls for counters and timers beyond the most")
                        .add(dropped.sum())
                        .build());
        families.put(
                "auditdb_metrics_failures_total",
                MetricFamily.counter("auditdb_metrics_failures_total", "Sources of figures that could not be read")
                        .add(failures.sum())
                        .build());
        return families.values();
    }
}
