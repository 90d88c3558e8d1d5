package io.auditdb.plugin.monitoring.export;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jmx.JmxReporter;
import io.auditdb.api.operations.Metrics;
import io.auditdb.plugin.monitoring.figure.Figure;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Shows figures by JMX: a bean for each, named after the figure, its labels, and the platform whose it is, for there may be
 * several in one process. Safe for use by many threads.
 */
public final class ManagedBeans implements AutoCloseable {
    private static final String DOMAIN = "io.auditdb";
    private static final long FRESH_NANOS = 1_000_000_000;

    private final Metrics metrics;
    private final String platform;
    private final MetricRegistry registry = new MetricRegistry();
    private final Map<String, Figure> figures = new ConcurrentHashMap<>();
    private final JmxReporter reporter;
    private Map<Figure, Double> values = Map.of();
    private long readAt;

    /** {@code platform} tells this one from others in the same process. */
    public ManagedBeans(Metrics metrics, String platform) {
        this.metrics = metrics;
        this.platform = platform;
        this.reporter = JmxReporter.forRegistry(registry)
                .inDomain(DOMAIN)
                .createsObjectNamesWith((type, domain, name) -> objectName(domain, figures.get(name)))
                .build();
        reporter.start();
    }

    private ObjectName objectName(String domain, Figure figure) {
        var name = new StringBuilder(domain + ":name=" + figure.name());
        figure.labels()
                .forEach((label, value) ->
                        name.append(',').append(label).append('=').append(ObjectName.quote(value)));
        name.append(",platform=").append(ObjectName.quote(platform));
        try {
            return new ObjectName(name.toString());
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(figure + " is no name of a bean", e);
        }
    }

    /** Shows the figures that have come, and no longer those that have gone. */
    public synchronized void refresh() {
        read();
        Set<Figure> now = values.keySet();
        figures.values().stream().filter(it -> !now.contains(it)).toList().forEach(this::hide);
        now.stream().filter(it -> !figures.containsKey(it.toString())).forEach(this::show);
    }

    private void hide(Figure figure) {
        registry.remove(figure.toString());
        figures.remove(figure.toString());
    }

    private void show(Figure figure) {
        figures.put(figure.toString(), figure);
        registry.register(figure.toString(), (Gauge<Double>) () -> value(figure));
    }

    private synchronized Double value(Figure figure) {
        if (System.nanoTime() - readAt > FRESH_NANOS) {
            read();
        }
        return values.get(figure);
    }

    private void read() {
        values = Figure.all(metrics.read());
        readAt = System.nanoTime();
    }

    @Override
    public void close() {
        reporter.close();
    }
}
