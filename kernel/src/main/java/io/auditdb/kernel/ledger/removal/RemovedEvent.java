package io.auditdb.kernel.ledger.removal;

import io.auditdb.kernel.ledger.storage.SealedBatch;
import java.time.Instant;
import java.util.UUID;

/**
 * An event that retention took away.
 *
 * @param tenant whose it was
 * @param id its id
 * @param batch where it was committed
 * @param position its place there
 * @param firstLeaf the leaf that the batch begins with
 * @param removal the id of the event that records the removal
 * @param removedAt when that was; null when the locator of the record is gone
 */
public record RemovedEvent(
        String tenant, UUID id, SealedBatch batch, int position, long firstLeaf, UUID removal, Instant removedAt) {
    /** Returns what became of it, in a sentence that the event begins. */
    public String fate() {
        return fate(removal, removedAt);
    }

    static String fate(UUID removal, Instant removedAt) {
        return "was removed by retention" + (removedAt == null ? "" : " on " + removedAt) + ", record " + removal;
    }
}
