package io.auditdb.plugin.atna;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the audit messages that IHE's ATNA has systems send (ITI-20), over TLS and UDP. How messages are read is the matter of
 * the format {@code atna}.
 */
public final class AtnaPlugin implements Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(AtnaPlugin.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private List<HealthCheck> checks = List.of();
    private List<MetricSource> metrics = List.of();

    /** Called by the host. */
    public AtnaPlugin() {}

    @Override
    public String name() {
        return "atna";
    }

    @Override
    public Class<? extends Record> settings() {
        return AtnaSettings.class;
    }

    @Override
    public void start(PluginContext context) throws Exception {
        try {
            open(context);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open(PluginContext context) throws IOException {
        var settings = context.settings(AtnaSettings.class);
        var counts = new Counts();
        var queue = new MessageQueue((int) settings.maxQueued().bytes());
        var store = new MessageStore(
                context.service(AuditDatabase.class),
                context.extensions(Codec.class),
                context.service(Quarantine.class),
                queue,
                counts,
                settings);
        opened.push(store);
        TlsListener tls = settings.tls().enabled() ? TlsListener.open(settings, queue, counts) : null;
        if (tls != null) {
            opened.push(tls);
            LOG.info("Messages are taken over TLS at {}:{}", settings.host(), tls.port());
        }
        if (settings.udp().enabled()) {
            UdpListener udp = UdpListener.open(settings, queue, counts);
            opened.push(udp);
            LOG.info("Messages are taken over UDP at {}:{}", settings.host(), udp.port());
        }
        store.start();
        checks = List.of(new AtnaHealth(store));
        metrics = List.of(new AtnaMetrics(counts, queue, tls == null ? () -> 0 : tls::connections));
    }

    @Override
    public List<HealthCheck> healthChecks() {
        return checks;
    }

    @Override
    public List<MetricSource> metricSources() {
        return metrics;
    }

    /** Takes nothing any more, and stores what has come. */
    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
