package io.auditdb.kernel.ledger.removal;

import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.bytes.SipHash;
import io.auditdb.kernel.bytes.Utf8;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Hashes locators, so that any number of them comes down to one sum (modulo 2^64), which tells whether two collections
 * are the same. The key follows from that of the batches, so nobody can choose locators whose hashes cancel out. Safe for
 * use by many threads.
 */
public final class LocatorHash {
    private final SipHash hash;

    LocatorHash(byte[] key) {
        ByteBuffer words = ByteBuffer.wrap(key);
        this.hash = new SipHash(words.getLong(), words.getLong());
    }

    /** Returns the hash of one locator; {@code occurredAt} is in microseconds since 1970. */
    public long of(Utf8 tenant, UUID id, long occurredAt) {
        var locator = new ByteBuilder(24 + tenant.length());
        locator.int64(id.getMostSignificantBits());
        locator.int64(id.getLeastSignificantBits());
        locator.int64(occurredAt);
        tenant.writeTo(locator);
        return hash.of(locator.array());
    }
}
