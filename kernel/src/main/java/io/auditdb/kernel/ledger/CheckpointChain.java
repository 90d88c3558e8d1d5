package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.CheckpointLink;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Signs checkpoints, and stores each as the next link of their chain. For one thread. */
final class CheckpointChain {
    private final LogKeys key;
    private final BatchMac mac;
    private final Clock clock;
    private CheckpointLink last = CheckpointLink.NONE;

    CheckpointChain(LogKeys key, BatchMac mac, Clock clock) {
        this.key = key;
        this.mac = mac;
        this.clock = clock;
    }

    /** Goes on from the end of the chain, also after a step that failed; returns the checkpoint there. */
    Optional<Checkpoint> resume(Connection connection) throws SQLException {
        last = CheckpointLink.newest(connection);
        return LedgerTables.newestCheckpoint(connection, key.name());
    }

    /** Signs the tree as it is now, within an open transaction. */
    Checkpoint append(Connection connection, MerkleTree tree) throws SQLException {
        Checkpoint checkpoint = sign(tree);
        last = last.append(connection, mac, checkpoint);
        return checkpoint;
    }

    private Checkpoint sign(MerkleTree tree) {
        var note = new CheckpointNote(key.name(), tree.size(), tree.root());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Checkpoint(key.name(), note.size(), note.root(), key.sign(note.text()), now);
    }
}
