package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.publication.Publication;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.CheckpointLink;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gives batches their places in the tree, and signs. Everything is committed on the connection that holds the lock, and
 * published after that. Signs nothing that is not consistent with the newest checkpoint kept outside the database. For
 * one thread.
 */
final class Sequencer {
    private final UnsequencedBatches batches;
    private final LogKeys key;
    private final BatchMac mac;
    private final CheckpointFile outside;
    private final Audience audience;
    private final IntegrityAlarm alarm;
    private final Consumer<Checkpoint> published;
    private final Clock clock;
    private volatile String refusal;
    private long publishedSize;
    private CheckpointLink last = CheckpointLink.NONE;

    Sequencer(
            UnsequencedBatches batches,
            LogKeys key,
            BatchMac mac,
            CheckpointFile outside,
            Audience audience,
            IntegrityAlarm alarm,
            Consumer<Checkpoint> published,
            Clock clock) {
        this.batches = batches;
        this.key = key;
        this.mac = mac;
        this.outside = outside;
        this.audience = audience;
        this.alarm = alarm;
        this.published = published;
        this.clock = clock;
    }

    /** Returns why nothing more is signed, if so. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Rebuilds the right edge, compares it with what was signed, in the database and in the file, and keeps the newest
     * checkpoint there: whoever signed it may not have come to that.
     */
    void follow(Connection connection) throws SQLException, IOException {
        resume(connection, List.of());
    }

    /** As {@link #follow}, to go on from there; compares with what was published to other places too. */
    MerkleTree lead(Connection connection) throws SQLException, IOException {
        MerkleTree tree = resume(connection, audience.kept());
        last = CheckpointLink.newest(connection);
        LedgerTables.newestCheckpoint(connection, key.name()).ifPresent(audience::tell);
        return tree;
    }

    private MerkleTree resume(Connection connection, List<Publication.Kept> elsewhere)
            throws SQLException, IOException {
        Optional<String> kept = outside.read(); // first, because the database may go on in the meantime
        Optional<Checkpoint> newest = LedgerTables.newestCheckpoint(connection, key.name());
        long size = newest.map(Checkpoint::size).orElse(0L);
        var tree = new MerkleTree(size, LedgerTables.edge(connection, size));
        if (newest.isPresent()) {
            Optional<CheckpointNote> note = CheckpointNote.open(newest.get().note(), key);
            if (note.isEmpty() || note.get().size() != size || !note.get().isRoot(tree.root())) {
                throw refuse("the newest checkpoint in the database is not the one this log signed for its leaves");
            }
        }
        if (kept.isPresent()) {
            requireConsistent(connection, outside.toString(), kept.get(), size);
        }
        for (Publication.Kept published : elsewhere) {
            requireConsistent(connection, published.place(), published.note(), size);
        }
        if (publishedSize > size) {
            throw refuse(endsAt(size, publishedSize));
        }
        refusal = null;
        if (newest.isPresent()) {
            publish(newest.get());
        }
        return tree;
    }

    private void requireConsistent(Connection connection, String place, String kept, long size) throws SQLException {
        CheckpointNote note = CheckpointNote.open(kept, key)
                .orElseThrow(() -> refuse("the checkpoint in " + place + " is not signed by this log's key"));
        if (note.size() > size) {
            throw refuse(endsAt(size, note.size()));
        }
        byte[] root = new TreeProof(new TileNodes(connection, note.size())).root(note.size());
        if (!note.isRoot(root)) {
            throw refuse("the first " + note.size() + " leaves are not those of the checkpoint in " + place);
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

    /**
     * Sequences what is there, in one transaction; returns whether there was something. After a failure the tree is
     * of no more use: whether the commit took place shows when somebody resumes.
     */
    boolean step(Connection connection, MerkleTree tree) throws SQLException, IOException {
        List<SealedBatch> found = batches.next(connection);
        if (found.isEmpty()) {
            return false;
        }
        var leaves = new ByteArrayOutputStream();
        long first = tree.size();
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO ledger_sequence (first_leaf, writer, number, count) VALUES (?, ?, ?, ?)")) {
            for (SealedBatch batch : found) {
                statement.setLong(1, first);
                statement.setInt(2, batch.writer());
                statement.setLong(3, batch.number());
                statement.setInt(4, batch.count());
                statement.addBatch();
                first += batch.count();
                leaves.writeBytes(batch.leaves());
            }
            statement.executeBatch();
        }
        tree.append(leaves.toByteArray());
        insertTiles(connection, tree.takeFullTiles());
        Checkpoint checkpoint = sign(tree);
        CheckpointLink next = last.append(connection, mac, checkpoint);
        connection.commit();
        last = next;
        publish(checkpoint);
        audience.tell(checkpoint);
        return true;
    }

    /** Only after the commit. What was published already, here or by another instance, stays as it is. */
    private void publish(Checkpoint checkpoint) throws IOException {
        if (checkpoint.size() <= publishedSize) {
            return;
        }
        outside.write(checkpoint);
        publishedSize = checkpoint.size();
        published.accept(checkpoint);
    }

    private static void insertTiles(Connection connection, List<MerkleTree.FullTile> tiles) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO ledger_tile (level, index, hashes, root) VALUES (?, ?, ?, ?)")) {
            for (MerkleTree.FullTile tile : tiles) {
                statement.setInt(1, tile.level());
                statement.setLong(2, tile.index());
                statement.setBytes(3, tile.hashes());
                statement.setBytes(4, tile.root());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private Checkpoint sign(MerkleTree tree) {
        var note = new CheckpointNote(key.name(), tree.size(), tree.root());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Checkpoint(key.name(), note.size(), note.root(), key.sign(note.text()), now);
    }
}
