package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a verification has found so far: all counted, the first ones kept. For one thread. */
final class VerificationFindings {
    private final Instant startedAt = Instant.now();
    private final int maxKept;
    private final List<Violation> kept = new ArrayList<>();
    private final Set<UUID> named = new HashSet<>();
    private long count;
    private long firstLeaf = Long.MAX_VALUE;

    VerificationFindings(int maxKept) {
        this.maxKept = maxKept;
    }

    /** Adds a violation that concerns the log from this leaf on. */
    void add(long leaf, Violation violation) {
        count++;
        firstLeaf = Math.min(firstLeaf, leaf);
        if (!isFull()) {
            kept.add(violation);
            violation.event().ifPresent(named::add);
        }
    }

    boolean isFull() {
        return kept.size() >= maxKept;
    }

    /** Returns whether a violation of this event is among those kept. */
    boolean names(UUID event) {
        return named.contains(event);
    }

    VerificationReport report(
            long events,
            long unsealed,
            long batches,
            long checkpoints,
            Optional<Checkpoint> newest,
            NavigableMap<Long, Checkpoint> signed) {
        Map.Entry<Long, Checkpoint> before = signed.floorEntry(firstLeaf);
        return new VerificationReport(
                startedAt,
                Duration.between(startedAt, Instant.now()),
                events,
                unsealed,
                batches,
                checkpoints,
                newest.orElse(null),
                before == null ? null : before.getValue(),
                count,
                kept);
    }
}
