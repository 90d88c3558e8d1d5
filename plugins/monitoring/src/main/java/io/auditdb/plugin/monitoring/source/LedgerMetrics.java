package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The tamper-evident log; nothing before the first event is sealed. */
final class LedgerMetrics implements MetricSource {
    private final Ledger ledger;
    private final Clock clock;

    LedgerMetrics(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public List<MetricFamily> read() {
        Optional<Checkpoint> newest = ledger.checkpoint();
        if (newest.isEmpty()) {
            return List.of();
        }
        Duration age = Duration.between(newest.get().signedAt(), clock.instant());
        return List.of(
                MetricFamily.gauge("auditdb_log_leaves", "Events that the newest checkpoint covers")
                        .add(newest.get().size())
                        .build(),
                MetricFamily.gauge("auditdb_log_checkpoint_age_seconds", "How long ago it was signed")
                        .add(age.toNanos() / 1e9)
                        .build());
    }
}
