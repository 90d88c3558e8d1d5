package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a verification looked at and what it found. Immutable. */
public final class VerificationReport {
    private final VerificationCoverage coverage;
    private final Instant startedAt;
    private final Duration duration;
    private final Checkpoint checkpoint;
    private final Checkpoint intactUpTo;
    private final long violationCount;
    private final List<Violation> violations;
    private final List<String> remarks;

    /**
     * Puts the parts together.
     *
     * @param coverage how much was looked at
     * @param startedAt when it started
     * @param duration how long it took
     * @param checkpoint the newest checkpoint; null for an empty log
     * @param intactUpTo the newest checkpoint before the first violation; null when there is none such
     * @param violationCount how many violations there are
     * @param violations the first of them; the list is copied
     * @param remarks what else is to be known; the list is copied
     */
    public VerificationReport(
            VerificationCoverage coverage,
            Instant startedAt,
            Duration duration,
            Checkpoint checkpoint,
            Checkpoint intactUpTo,
            long violationCount,
            List<Violation> violations,
            List<String> remarks) {
        this.coverage = requireNonNull(coverage, "coverage is null");
        this.startedAt = startedAt;
        this.duration = duration;
        this.checkpoint = checkpoint;
        this.intactUpTo = intactUpTo;
        this.violationCount = violationCount;
        this.violations = List.copyOf(violations);
        this.remarks = List.copyOf(remarks);
    }

    /** Returns how much was looked at. */
    public VerificationCoverage coverage() {
        return coverage;
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
        return coverage.events();
    }

    /** Returns how many of them no checkpoint covers yet. */
    public long unsealed() {
        return coverage.unsealed();
    }

    /** Returns how many batches were checked. */
    public long batches() {
        return coverage.batches();
    }

    /** Returns how many stored checkpoints were checked. */
    public long checkpoints() {
        return coverage.checkpoints();
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

    /** Returns what else is to be known, in sentences: why more was verified than was asked for, or what was proved. */
    public List<String> remarks() {
        return remarks;
    }

    /** Returns whether everything that was looked at is as the log committed to it. */
    public boolean intact() {
        return violationCount == 0;
    }
}
