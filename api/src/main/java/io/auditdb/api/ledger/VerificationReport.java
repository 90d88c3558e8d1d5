package io.auditdb.api.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a verification looked at and what it found. Immutable. */
public final class VerificationReport {
    private final Instant startedAt;
    private final Duration duration;
    private final long events;
    private final long unsealed;
    private final long batches;
    private final long checkpoints;
    private final Checkpoint checkpoint;
    private final Checkpoint intactUpTo;
    private final long violationCount;
    private final List<Violation> violations;

    /**
     * Puts the parts together.
     *
     * @param startedAt when it started
     * @param duration how long it took
     * @param events how many event rows were rehashed
     * @param unsealed how many of them no checkpoint covers yet
     * @param batches how many batches were checked
     * @param checkpoints how many stored checkpoints were checked
     * @param checkpoint the newest checkpoint; null for an empty log
     * @param intactUpTo the newest checkpoint before the first violation; null when there is none such
     * @param violationCount how many violations there are
     * @param violations the first of them; the list is copied
     */
    public VerificationReport(
            Instant startedAt,
            Duration duration,
            long events,
            long unsealed,
            long batches,
            long checkpoints,
            Checkpoint checkpoint,
            Checkpoint intactUpTo,
            long violationCount,
            List<Violation> violations) {
        this.startedAt = startedAt;
        this.duration = duration;
        this.events = events;
        this.unsealed = unsealed;
        this.batches = batches;
        this.checkpoints = checkpoints;
        this.checkpoint = checkpoint;
        this.intactUpTo = intactUpTo;
        this.violationCount = violationCount;
        this.violations = List.copyOf(violations);
    }

    /** Returns when it started. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns how long it took. */
    public Duration duration() {
        return duration;
    }

    /** Returns how many event rows were rehashed. */
    public long events() {
        return events;
    }

    /** Returns how many of them no checkpoint covers yet. */
    public long unsealed() {
        return unsealed;
    }

    /** Returns how many batches were checked. */
    public long batches() {
        return batches;
    }

    /** Returns how many stored checkpoints were checked. */
    public long checkpoints() {
        return checkpoints;
    }

    /** Returns the newest checkpoint; empty for an empty log. */
    public Optional<Checkpoint> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /** Returns the newest checkpoint that lies before every violation; empty when there is none such. */
    public Optional<Checkpoint> intactUpTo() {
        return Optional.ofNullable(intactUpTo);
    }

    /** Returns how many violations there are, of which {@link #violations()} holds the first. */
    public long violationCount() {
        return violationCount;
    }

    /** Returns the first violations found, at most {@code ledger.max-reported-violations}. */
    public List<Violation> violations() {
        return violations;
    }

    /** Returns whether everything is as the log committed to it. */
    public boolean intact() {
        return violationCount == 0;
    }
}
