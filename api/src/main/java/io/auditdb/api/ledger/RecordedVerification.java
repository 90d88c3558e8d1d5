package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A verification as the log remembers it.
 *
 * @param id its id
 * @param startedAt when it started
 * @param duration how long it took
 * @param coverage how much it looked at
 * @param violationCount how many violations it found
 * @param firstViolation the first of them, in a sentence; empty when it found none
 * @param authentic whether the record is the one that this log wrote; only such a record is built upon
 */
public record RecordedVerification(
        UUID id,
        Instant startedAt,
        Duration duration,
        VerificationCoverage coverage,
        long violationCount,
        Optional<String> firstViolation,
        boolean authentic) {
    /** Checks that the parts are there. */
    public RecordedVerification {
        requireNonNull(id, "id is null");
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(duration, "duration is null");
        requireNonNull(coverage, "coverage is null");
        requireNonNull(firstViolation, "firstViolation is null");
    }
}
