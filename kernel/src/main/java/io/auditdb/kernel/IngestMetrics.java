package io.auditdb.kernel;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.kernel.ingest.DiskRoom;
import io.auditdb.kernel.ingest.Ingest;
import io.auditdb.kernel.ingest.IngestReport;
import java.util.List;

/** What is on its way into the database, and what has come there. */
final class IngestMetrics implements MetricSource {
    private final Ingest ingest;
    private final DiskRoom disk;

    IngestMetrics(Ingest ingest, DiskRoom disk) {
        this.ingest = ingest;
        this.disk = disk;
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public List<MetricFamily> read() {
        IngestReport report = ingest.report();
        return List.of(
                MetricFamily.gauge("auditdb_ingest_queue_events", "Events that wait to be committed")
                        .add(report.waitingEvents())
                        .build(),
                MetricFamily.gauge("auditdb_ingest_queue_bytes", "Size of what waits to be committed")
                        .add(report.waitingBytes())
                        .build(),
                MetricFamily.gauge("auditdb_ingest_writers", "Writers that have a connection to the database")
                        .add(report.writers())
                        .build(),
                MetricFamily.counter("auditdb_events_stored_total", "Events that were stored")
                        .add(report.stored())
                        .build(),
                MetricFamily.counter(
                                "auditdb_ingest_disk_refused_total", "Requests refused because the disk has no room")
                        .add(disk.refused())
                        .build(),
                MetricFamily.counter("auditdb_batches_total", "Batches that events were committed in")
                        .add(report.batches())
                        .build());
    }
}
