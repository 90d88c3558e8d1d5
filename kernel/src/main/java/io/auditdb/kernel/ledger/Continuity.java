package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.publication.KeptCheckpoints;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.primary.SynchronousStandbys;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the log goes on from what was signed before, in the database and outside it, or not at all: after a
 * restore there must be no second history. For one thread; health may be asked by many.
 */
final class Continuity implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);

    private final LogKeys key;
    private final KeptCheckpoints kept;
    private final Published published;
    private final IntegrityAlarm alarm;
    private volatile String refusal;

    Continuity(LogKeys key, KeptCheckpoints kept, Published published, IntegrityAlarm alarm) {
        this.key = key;
        this.kept = kept;
        this.published = published;
        this.alarm = alarm;
    }

    /**
     * Rebuilds the right edge, compares it with what was signed, in the database and in the file, and keeps the newest
     * checkpoint there: whoever signed it may not have come to that.
     */
    void follow(Connection connection) throws SQLException, IOException {
        // the kept one first, because the database may go on in the meantime
        resume(connection, kept.own());
    }

    /** As {@link #follow}, and returns the tree to go on from; compares with what was published to other places too. */
    MerkleTree lead(Connection connection) throws SQLException, IOException {
        return resume(connection, kept.everywhere());
    }

    private MerkleTree resume(Connection connection, List<KeptCheckpoints.Kept> outside)
            throws SQLException, IOException {
        Optional<Checkpoint> newest = LedgerTables.newestCheckpoint(connection, key.name());
        long size = newest.map(Checkpoint::size).orElse(0L);
        var tree = new MerkleTree(size, LedgerTables.edge(connection, size));
        if (newest.isPresent()) {
            Optional<CheckpointNote> note = CheckpointNote.open(newest.get().note(), key);
            if (note.isEmpty() || note.get().size() != size || !note.get().isRoot(tree.root())) {
                throw refuse("the newest checkpoint in the database is not the one this log signed for its leaves");
            }
        }
        for (KeptCheckpoints.Kept one : outside) {
            requireConsistent(connection, one, size);
        }
        if (published.size() > size) {
            throw refuse(endsAt(size, published.size()));
        }
        refusal = null;
        if (newest.isPresent() && size > published.size()) {
            SynchronousStandbys.await(connection); // whoever signed it may have gone while the commit waited for them
            published.publish(newest.get());
        }
        return tree;
    }

    private void requireConsistent(Connection connection, KeptCheckpoints.Kept kept, long size) throws SQLException {
        kept.problem()
                .ifPresent(problem -> LOG.warn(
                        "The checkpoint in {} cannot be read, and is not compared with the log: {}",
                        kept.place(),
                        problem));
        if (kept.note().isEmpty()) {
            return;
        }
        CheckpointNote note = CheckpointNote.open(kept.note().get(), key)
                .orElseThrow(() -> refuse("the checkpoint in " + kept.place() + " is not signed by this log's key"));
        if (note.size() > size) {
            throw refuse(endsAt(size, note.size()));
        }
        byte[] root = new TreeProof(new TileNodes(connection, note.size())).root(note.size());
        if (!note.isRoot(root)) {
            throw refuse("the first " + note.size() + " leaves are not those of the checkpoint in " + kept.place());
        }
    }

    private static String endsAt(long size, long published) {
        return "the database ends at leaf " + size + ", but a checkpoint over " + published
                + " leaves was published: the database was put back to an older copy, or its end was cut off";
    }

    private AuditDbException refuse(String why) {
        refusal = why;
        alarm.raise(new Violation(Violation.Kind.HISTORY_CHANGED, null, null, why));
        return new AuditDbException(StandardErrorCode.INTEGRITY_VIOLATION, "Nothing more is signed: " + why);
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String advice() {
        return "find out what happened to the database before anything else; see docs/guides/failures.md";
    }

    @Override
    public Result check() {
        String why = refusal;
        return why == null ? Result.OK : new Result(Status.DEGRADED, "nothing more is signed: " + why);
    }
}
