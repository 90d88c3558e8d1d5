package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.event.BatchPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a row of the event table comes down to.
 *
 * @param occurredAt microseconds since the year 2000
 * @param place where the row says it stands
 * @param leaf the leaf that follows from the row; all zero when somebody wrote into it what the platform never does
 */
record EventImage(String tenant, UUID id, long occurredAt, BatchPosition place, byte[] leaf) {
    /** Returns the locator that belongs to the row. */
    byte[] locator() {
        return locator(tenant, id, occurredAt);
    }

    static byte[] locator(String tenant, UUID id, long occurredAt) {
        byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(24 + name.length)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(occurredAt)
                .put(name)
                .array();
    }
}
