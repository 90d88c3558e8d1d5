package io.auditdb.kernel.ingest;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.kernel.event.LedgerEntry;
import java.time.Instant;
import java.util.Arrays;

/**
 * What is known of an event that is stored already.
 *
 * @param position where it is; all zero when its partition is gone
 * @param recordedAt when it was accepted; null when its partition is gone
 * @param secret what its salts come from; null when its partition is gone or it was redacted
 * @param leaf the leaf hash its writer committed; null when its partition is gone
 */
record StoredEvent(BatchPosition position, Instant recordedAt, byte[] secret, byte[] leaf) {
    /**
     * Returns whether {@code event} states the same. The leaf covers every field, so recomputing it from what is stated
     * now decides; where salts are gone nothing can be compared, and the id decides alone.
     */
    boolean isSame(PreparedEvent event) {
        return secret == null
                || leaf == null
                || Arrays.equals(
                        leaf, LedgerEntry.of(event.event(), recordedAt, secret).leaf());
    }
}
