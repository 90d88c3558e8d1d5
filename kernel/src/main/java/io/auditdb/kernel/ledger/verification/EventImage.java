package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.ledger.removal.LocatorHash;
import java.util.UUID;

/**
 * What a row of the event table comes down to.
 *
 * @param occurredAt microseconds since 1970
 * @param place where the row says it stands
 * @param leaf the leaf that follows from the row; all zero when somebody wrote into it what the platform never does
 */
public record EventImage(Utf8 tenant, UUID id, long occurredAt, BatchPosition place, byte[] leaf) {
    /** Returns the hash of the locator that belongs to the row. */
    long locator(LocatorHash hash) {
        return hash.of(tenant, id, occurredAt);
    }
}
