package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.json.Json;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.publication.KeptCheckpoints;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.storage.BatchMac;
import java.util.List;
import java.util.Map;

/**
 * What verifications need besides the snapshot.
 *
 * @param events the way to archived events
 * @param key the key that signs the log
 * @param mac the key of batches, checkpoints and recorded runs
 * @param removals the keys of what retention took away
 * @param kept the checkpoints that are kept outside the database
 * @param acknowledged the last batch of each writer that this process has said yes to
 */
record VerificationContext(
        Json json,
        StoredEvents events,
        LogKeys key,
        BatchMac mac,
        RemovalSeal removals,
        List<KeptCheckpoints.Kept> kept,
        Map<Integer, Long> acknowledged) {}
