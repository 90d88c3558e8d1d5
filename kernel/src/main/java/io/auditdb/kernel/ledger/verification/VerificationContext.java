package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.json.Json;
import io.auditdb.kernel.ledger.note.LogKey;
import io.auditdb.kernel.ledger.storage.BatchMac;
import java.util.Map;
import java.util.Optional;

/**
 * What verifications know from elsewhere than the database.
 *
 * @param key the key that signs the log
 * @param mac the key of batches, checkpoints and recorded runs
 * @param outside the newest checkpoint that was kept outside the database
 * @param acknowledged the last batch of each writer that this process has said yes to
 */
record VerificationContext(
        Json json, LogKey key, BatchMac mac, Optional<String> outside, Map<Integer, Long> acknowledged) {}
