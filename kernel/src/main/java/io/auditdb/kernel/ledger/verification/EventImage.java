package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.bytes.Utf8;
import java.util.UUID;

/**
 * What a row of the event table comes down to.
 *
 * @param occurredAt microseconds since 1970
 * @param place where the row says it stands
 * @param leaf the leaf that follows from the row; all zero when somebody wrote into it what the platform never does
 */
public record EventImage(Utf8 tenant, UUID id, long occurredAt, BatchPosition place, byte[] leaf) {
    /** Returns the locator that belongs to the row. */
    byte[] locator() {
        return locator(tenant, id, occurredAt);
    }

    static byte[] locator(Utf8 tenant, UUID id, long occurredAt) {
        var locator = new ByteBuilder(24 + tenant.length());
        locator.int64(id.getMostSignificantBits());
        locator.int64(id.getLeastSignificantBits());
        locator.int64(occurredAt);
        tenant.writeTo(locator);
        return locator.array();
    }
}
