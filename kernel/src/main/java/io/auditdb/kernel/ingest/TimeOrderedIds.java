package io.auditdb.kernel.ingest;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Ids for events that have none: UUIDs of version 7 (RFC 9562, 5.7), 48 bits of time and 74 at random, so that new ones
 * lie side by side in the index over all ids. Safe for use by many threads.
 */
final class TimeOrderedIds {
    private final SecureRandom random;
    private final Clock clock;

    TimeOrderedIds(SecureRandom random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    UUID next() {
        long high = (clock.millis() << 16) | 0x7000L | random.nextInt(0x1000);
        long low = 0x8000000000000000L | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
