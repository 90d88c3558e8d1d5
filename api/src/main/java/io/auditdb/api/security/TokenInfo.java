package io.auditdb.api.security;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What the platform keeps of a token: everything but the token itself, of which only a hash is stored. Immutable. */
public final class TokenInfo {
    private final UUID id;
    private final Access access;
    private final Instant createdAt;
    private final Instant expiresAt;
    private final Instant revokedAt;

    /** Puts the parts together; {@code expiresAt} and {@code revokedAt} may be null. */
    public TokenInfo(UUID id, Access access, Instant createdAt, Instant expiresAt, Instant revokedAt) {
        this.id = id;
        this.access = access;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
        this.revokedAt = revokedAt;
    }

    /** Returns the id by which the token is revoked. */
    public UUID id() {
        return id;
    }

    /** Returns name, tenants and rights. */
    public Access access() {
        return access;
    }

    /** Returns when it was made. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Returns when it ends by itself; empty for never. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /** Returns when it was revoked; empty if it was not. */
    public Optional<Instant> revokedAt() {
        return Optional.ofNullable(revokedAt);
    }
}
