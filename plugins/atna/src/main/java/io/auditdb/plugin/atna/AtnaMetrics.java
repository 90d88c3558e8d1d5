package io.auditdb.plugin.atna;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.util.List;
import java.util.function.IntSupplier;

/** What has become of messages. */
final class AtnaMetrics implements MetricSource {
    private final Counts counts;
    private final MessageQueue queue;
    private final IntSupplier connections;

    AtnaMetrics(Counts counts, MessageQueue queue, IntSupplier connections) {
        this.counts = counts;
        this.queue = queue;
        this.connections = connections;
    }

    @Override
    public String name() {
        return "atna";
    }

    @Override
    public List<MetricFamily> read() {
        return List.of(
                MetricFamily.counter("auditdb_atna_received_total", "Messages that came")
                        .add(counts.tls.sum(), "transport", "tls")
                        .add(counts.udp.sum(), "transport", "udp")
                        .build(),
                MetricFamily.counter("auditdb_atna_handled_total", "Messages by what became of them")
                        .add(counts.stored.sum(), "result", "stored")
                        .add(counts.duplicates.sum(), "result", "duplicate")
                        .add(counts.quarantined.sum(), "result", "quarantined")
                        .add(counts.lost.sum(), "result", "lost")
                        .build(),
                MetricFamily.counter("auditdb_atna_refused_connections_total", "Senders beyond tls.max-connections")
                        .add(counts.refused.sum())
                        .build(),
                MetricFamily.gauge("auditdb_atna_connections", "Senders by TLS")
                        .add(connections.getAsInt())
                        .build(),
                MetricFamily.gauge("auditdb_atna_queued_bytes", "Messages that wait to be stored")
                        .add(queue.bytes())
                        .build());
    }
}
