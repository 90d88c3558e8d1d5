package io.auditdb.kernel.security;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Tokens looked up a moment ago, so that not every request asks the database. Bounded in number and age. Unknown secrets
 * are not kept: whoever guesses must not push out what is in use. Safe for use by many threads.
 */
final class TokenCache {
    private record Known(StoredToken token, Instant since) {}

    private final Duration lifetime;
    private final OutageTrust trust;
    private final Map<SecretHash, Known> entries;
    private long generation;

    TokenCache(Duration lifetime, int maxEntries, OutageTrust trust) {
        this.lifetime = lifetime;
        this.trust = trust;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<SecretHash, Known> eldest) {
                return size() > maxEntries;
            }
        };
    }

    /**
     * Returns the token with this hash, from memory if it was looked up within the lifetime, or within what it is trusted
     * for while the database is away.
     */
    Optional<StoredToken> get(SecretHash hash, Instant now, Function<SecretHash, Optional<StoredToken>> lookup) {
        Known known;
        long before;
        synchronized (this) {
            known = entries.get(hash);
            if (known != null && now.isBefore(known.since().plus(lifetime))) {
                return Optional.of(known.token());
            }
            before = generation;
        }
        boolean trusted = known != null && now.isBefore(known.since().plus(trust.longest()));
        if (trusted && trust.away().getAsBoolean()) {
            return Optional.of(known.token());
        }
        try {
            Optional<StoredToken> found = lookup.apply(hash);
            found.ifPresent(token -> put(hash, new Known(token, now), before));
            return found;
        } catch (AuditDbException e) {
            if (trusted && e.code().kind() == ErrorKind.RESOURCE) {
                return Optional.of(known.token());
            }
            throw e;
        }
    }

    /** Forgets a token, also one that is being looked up right now. */
    synchronized void forget(UUID id) {
        generation++;
        entries.values().removeIf(entry -> entry.token().info().id().equals(id));
    }

    private synchronized void put(SecretHash hash, Known known, long before) {
        if (before == generation) {
            entries.put(hash, known);
        }
    }
}
