package io.auditdb.api.compliance;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Events that have to stay, whatever any policy says, until the hold is released.
 *
 * @param id its id
 * @param scope which events
 * @param issuer who asked for it, such as a court; an office rather than a person
 * @param reason why, such as a file number
 * @param placedBy the name of the caller who placed it
 * @param placedAt when
 * @param release how it ended; empty while it is in force
 */
public record LegalHold(
        UUID id,
        HoldScope scope,
        String issuer,
        String reason,
        String placedBy,
        Instant placedAt,
        Optional<Release> release) {
    /** Checks that the parts are there. */
    public LegalHold {
        requireNonNull(id, "id is null");
        requireNonNull(scope, "scope is null");
        requireNonNull(issuer, "issuer is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(placedBy, "placedBy is null");
        requireNonNull(placedAt, "placedAt is null");
        requireNonNull(release, "release is null");
    }

    /**
     * Returns what stands for the hold in the record of its placing: SHA-256 over everything but the release. Without the
     * salt nobody can tell whom a digest is about.
     *
     * @param salt 16 random bytes, kept with the hold
     * @return 32 bytes
     */
    public byte[] digest(byte[] salt) {
        return new HoldDigest(salt).of(this);
    }

    /**
     * The end of a hold.
     *
     * @param by the name of the caller who released it
     * @param reason why
     * @param at when
     */
    public record Release(String by, String reason, Instant at) {
        /** Checks that the parts are there. */
        public Release {
            requireNonNull(by, "by is null");
            requireNonNull(reason, "reason is null");
            requireNonNull(at, "at is null");
        }
    }
}
