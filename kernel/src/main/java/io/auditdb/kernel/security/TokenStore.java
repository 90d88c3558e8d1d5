package io.auditdb.kernel.security;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where tokens are kept. Rows are only ever added. Throws {@code DATABASE_UNAVAILABLE} while the database is away. */
interface TokenStore {
    /** Adds a token unless there are {@code maxTokens} already; returns whether it was added. */
    boolean insert(StoredToken token, String createdBy, int maxTokens);

    /** Returns the token with this hash, revoked and expired ones included. */
    Optional<StoredToken> findByHash(SecretHash secretHash);

    /** Returns the token with this id, revoked and expired ones included. */
    Optional<StoredToken> findById(UUID id);

    /** Returns all tokens, newest first. */
    List<StoredToken> list();

    /** Notes that a token is revoked; returns false if it was noted before. */
    boolean revoke(UUID id, Instant at, String by);
}
