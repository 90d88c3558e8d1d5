package io.auditdb.kernel.ingest;

import io.auditdb.api.event.AuditEvent;
import java.time.Instant;

/**
 * An event that may be stored: complete, checked, and with everything computed that does not depend on its batch.
 *
 * @param event the event, with id and classification
 * @param recordedAt when it was accepted
 * @param leaf the leaf hash
 * @param tuple its row in the format of binary COPY, without the columns that place it in a batch
 */
record PreparedEvent(AuditEvent event, Instant recordedAt, byte[] leaf, byte[] tuple) {
    EventKey key() {
        return new EventKey(event.tenant(), event.id());
    }
}
