package io.auditdb.plugin.cacheredis;

import io.auditdb.api.storage.CacheKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The leases that this instance holds, by which it knows its own in Redis again. Safe for use by many threads. */
final class Leases {
    private static final int TOKEN_BYTES = 16;

    private record Lease(byte[] token, long endNanos) {}

    private final Map<CacheKey, Lease> held = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    byte[] token() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return token;
    }

    /** Remembers a lease, and forgets those whose time is over. */
    void hold(CacheKey key, byte[] token, Duration time) {
        long now = System.nanoTime();
        held.values().removeIf(lease -> lease.endNanos() - now <= 0);
        held.put(key, new Lease(token, now + time.toNanos()));
    }

    /** Forgets a lease and returns its token. */
    Optional<byte[]> end(CacheKey key) {
        return Optional.ofNullable(held.remove(key)).map(Lease::token);
    }
}
