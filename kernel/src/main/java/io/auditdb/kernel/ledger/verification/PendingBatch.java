package io.auditdb.kernel.ledger.verification;

import io.auditdb.kernel.ledger.storage.SealedBatch;
import java.util.BitSet;

/** A batch that no checkpoint covers yet, and which of its events were seen. */
record PendingBatch(SealedBatch batch, BitSet seen) {}
