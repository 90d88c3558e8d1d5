package io.auditdb.kernel.ledger.witness;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** This log's checkpoints with the cosignatures of its witnesses. Safe for use by many threads. */
public final class CosignedCheckpoints {
    private final WitnessSettings settings;

    /** Adds the cosignatures of the witnesses that the settings name. */
    public CosignedCheckpoints(WitnessSettings settings) {
        this.settings = settings;
    }

    /** Returns the checkpoint with what cosignatures it has: each is one more line below the log's own. */
    public Checkpoint with(Connection connection, Checkpoint checkpoint) throws SQLException {
        if (settings.witnesses().isEmpty()) {
            return checkpoint;
        }
        String lines = String.join("", WitnessTables.cosignatures(connection, checkpoint.size()));
        return new Checkpoint(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root(),
                checkpoint.note() + lines,
                checkpoint.signedAt());
    }

    /** Returns the newest checkpoint that has cosignatures, unless it is too far behind the newest of all. */
    public Checkpoint best(Connection connection, Checkpoint newest) throws SQLException {
        if (settings.witnesses().isEmpty()) {
            return newest;
        }
        long size = WitnessTables.newestCosigned(connection);
        Instant oldest = newest.signedAt().minus(settings.maxLag());
        Optional<Checkpoint> cosigned = LedgerTables.checkpointOver(connection, size, newest.origin())
                .filter(it -> !it.signedAt().isBefore(oldest));
        return with(connection, cosigned.orElse(newest));
    }
}
