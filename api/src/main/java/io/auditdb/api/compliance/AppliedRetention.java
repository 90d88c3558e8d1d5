package io.auditdb.api.compliance;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How long one event is kept, legal holds and guards apart.
 *
 * @param policy the policy that applies; empty when there is none, and the event stays
 * @param reason why that one, and what decides about the time
 * @param archiveAt when it moves to the archive; empty for never
 * @param deleteAt from when on it may go; empty for never
 */
public record AppliedRetention(
        Optional<RetentionPolicy> policy, String reason, Optional<Instant> archiveAt, Optional<Instant> deleteAt) {
    /** Checks that the parts are there. */
    public AppliedRetention {
        requireNonNull(policy, "policy is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(archiveAt, "archiveAt is null");
        requireNonNull(deleteAt, "deleteAt is null");
    }
}
