package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import io.auditdb.api.operations.StoreAndForward;
import java.util.List;

/** Events that wait on disk for the database; nothing where there is no spool. */
final class SpoolMetrics implements MetricSource {
    private final StoreAndForward spool;

    SpoolMetrics(StoreAndForward spool) {
        this.spool = spool;
    }

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public List<MetricFamily> read() {
        SpoolReport report = spool.report(Operator.ACCESS);
        if (report.state() == State.OFF) {
            return List.of();
        }
        return List.of(
                gauge("auditdb_spool_events", "Events that are not known to be in the database", report.events()),
                gauge("auditdb_spool_bytes", "What they take on disk", report.bytes()),
                gauge("auditdb_spool_max_bytes", "What they may take", report.maxBytes()),
                gauge(
                        "auditdb_spool_quarantined",
                        "Events and files that somebody has to look at",
                        report.quarantined()),
                counter("auditdb_spool_spooled_total", "Events that were spooled", report.spooled()),
                counter("auditdb_spool_stored_total", "Events of the spool that were stored", report.stored()),
                counter("auditdb_spool_refused_total", "Events that found no room", report.refused()));
    }

    private static MetricFamily gauge(String name, String help, long value) {
        return MetricFamily.gauge(name, help).add(value).build();
    }

    private static MetricFamily counter(String name, String help, long value) {
        return MetricFamily.counter(name, help).add(value).build();
    }
}
