package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.LogKey;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.CheckpointLink;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one that sequences: takes committed batches, checks them, gives them their places in the tree, and signs. Any
 * instance can be it; a session lock of the database elects, and everything is committed on the connection that holds
 * the lock, so one that lost it cannot commit. It signs nothing that is not consistent with the newest checkpoint kept
 * outside the database.
 */
public final class Integrator implements Runnable, HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Integrator.class);
    private static final int LOCK_CLASS = 0x61756469;
    private static final int LOCK_SEQUENCE = 0;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    /** Walks from writer to writer along the primary key, so that the cost does not grow with the log. */
    private static final String UNSEQUENCED = """
            WITH RECURSIVE w (writer) AS (
              SELECT min(writer) FROM ledger_batch
              UNION ALL
              SELECT (SELECT min(b.writer) FROM ledger_batch b WHERE b.writer > w.writer) FROM w WHERE w.writer IS NOT NULL
            )
            SELECT w.writer, last.number AS last, b.number, b.ids, b.leaves, b.mac
            FROM w
            CROSS JOIN LATERAL (
              SELECT coalesce(max(s.number), 0) AS number FROM ledger_sequence s WHERE s.writer = w.writer
            ) last
            CROSS JOIN LATERAL (
              SELECT * FROM ledger_batch b WHERE b.writer = w.writer AND b.number > last.number ORDER BY b.number LIMIT ?
            ) b
            WHERE w.writer IS NOT NULL
            ORDER BY w.writer, b.number
            """;

    private final Store store;
    private final LedgerSettings settings;
    private final LogKey key;
    private final BatchMac mac;
    private final CheckpointFile outside;
    private final IntegrityAlarm alarm;
    private final Consumer<Checkpoint> published;
    private final Clock clock;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread = new Thread(this, "audit-db-integrator");
    private CheckpointLink last = CheckpointLink.NONE;
    private volatile boolean stopped;
    private volatile String refusal;

    Integrator(
            Store store,
            LedgerSettings settings,
            LogKey key,
            BatchMac mac,
            CheckpointFile outside,
            IntegrityAlarm alarm,
            Consumer<Checkpoint> published,
            Clock clock) {
        this.store = store;
        this.settings = settings;
        this.key = key;
        this.mac = mac;
        this.outside = outside;
        this.alarm = alarm;
        this.published = published;
        this.clock = clock;
    }

    /** Starts the thread. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that something was committed. Never blocks. */
    public void signal() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    @Override
    public void run() {
        boolean reported = false;
        while (!stopped) {
            try (Connection connection = store.openWriter()) {
                if (tryLock(connection)) {
                    reported = false;
                    lead(connection);
                }
            } catch (SQLException | IOException | AuditDbException e) {
                if (!reported) {
                    LOG.warn(
                            "Sequencing stops and will be tried again: {}",
                            new SqlErrors().handle(e).getMessage());
                    LOG.debug("Sequencing stopped", e);
                }
                reported = true;
            }
            await(settings.electionInterval());
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?, ?)")) {
            statement.setInt(1, LOCK_CLASS);
            statement.setInt(2, LOCK_SEQUENCE);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    private void lead(Connection connection) throws SQLException, IOException {
        connection.setAutoCommit(false);
        Optional<Checkpoint> newest = LedgerTables.newestCheckpoint(connection, key.name());
        MerkleTree tree = resume(connection, newest);
        last = CheckpointLink.newest(connection);
        connection.commit();
        LOG.info("Sequencing from leaf {}", tree.size());
        newest.ifPresent(published);
        while (!stopped) {
            if (integrate(connection, tree)) {
                pause(settings.checkpointInterval());
            } else {
                connection.rollback();
                await(settings.pollInterval());
            }
        }
        // whatever was committed before the stop still gets its place
        while (integrate(connection, tree)) {
            LOG.debug("Sequenced a last step");
        }
    }

    /** Rebuilds the right edge and compares it with what was signed, in the database and outside. */
    private MerkleTree resume(Connection connection, Optional<Checkpoint> newest) throws SQLException, IOException {
        long size = newest.map(Checkpoint::size).orElse(0L);
        var tree = new MerkleTree(size, LedgerTables.edge(connection, size));
        if (newest.isPresent()) {
            Optional<CheckpointNote> note = CheckpointNote.open(newest.get().note(), key);
            if (note.isEmpty() || note.get().size() != size || !note.get().isRoot(tree.root())) {
                throw refuse("the newest checkpoint in the database is not the one this log signed for its leaves");
            }
        }
        Optional<String> kept = outside.read();
        if (kept.isPresent()) {
            requireConsistent(connection, kept.get(), size);
        }
        refusal = null;
        return tree;
    }

    private void requireConsistent(Connection connection, String kept, long size) throws SQLException {
        CheckpointNote note = CheckpointNote.open(kept, key)
                .orElseThrow(() -> refuse("the checkpoint in " + outside + " is not signed by this log's key"));
        if (note.size() > size) {
            throw refuse("the database ends at leaf " + size + ", but a checkpoint over " + note.size()
                    + " leaves was published: the database was put back to an older copy, or its end was cut off");
        }
        byte[] root = new TreeProof(new TileNodes(connection, note.size())).root(note.size());
        if (!note.isRoot(root)) {
            throw refuse("the first " + note.size() + " leaves are not those of the checkpoint in " + outside);
        }
    }

    private AuditDbException refuse(String why) {
        refusal = why;
        alarm.raise(new Violation(Violation.Kind.HISTORY_CHANGED, null, null, why));
        return new AuditDbException(StandardErrorCode.INTEGRITY_VIOLATION, "Nothing more is signed: " + why);
    }

    /** Sequences what is there, in one transaction; returns whether there was something. */
    private boolean integrate(Connection connection, MerkleTree tree) throws SQLException, IOException {
        List<SealedBatch> batches = unsequenced(connection);
        if (batches.isEmpty()) {
            return false;
        }
        var leaves = new ByteArrayOutputStream();
        long first = tree.size();
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO ledger_sequence (first_leaf, writer, number, count) VALUES (?, ?, ?, ?)")) {
            for (SealedBatch batch : batches) {
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
        outside.write(checkpoint.note());
        published.accept(checkpoint);
        return true;
    }

    private List<SealedBatch> unsequenced(Connection connection) throws SQLException {
        var batches = new ArrayList<SealedBatch>();
        try (PreparedStatement statement = connection.prepareStatement(UNSEQUENCED)) {
            statement.setInt(1, settings.maxBatches());
            try (ResultSet row = statement.executeQuery()) {
                int writer = 0;
                long expected = 0;
                while (row.next()) {
                    SealedBatch batch = LedgerTables.batch(row);
                    expected = batch.writer() == writer ? expected : row.getLong("last") + 1;
                    writer = batch.writer();
                    checkNumber(batch, expected);
                    expected = batch.number() + 1;
                    if (isSealed(batch)) {
                        batches.add(batch);
                    }
                }
            }
        }
        return batches;
    }

    private void checkNumber(SealedBatch batch, long expected) {
        if (batch.number() != expected) {
            alarm.raise(new Violation(
                    Violation.Kind.BATCH_MISSING,
                    null,
                    null,
                    "writer " + batch.writer() + " committed batch " + expected + ", and it is gone"));
        }
    }

    private boolean isSealed(SealedBatch batch) {
        boolean sealed = batch.isSealedBy(mac);
        if (!sealed) {
            alarm.raise(new Violation(
                    Violation.Kind.BATCH_CHANGED,
                    null,
                    batch.ids().isEmpty() ? null : batch.ids().get(0),
                    "batch " + batch.writer() + "." + batch.number() + " is not what a writer committed"));
        }
        return sealed;
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

    /** Waits for a signal, at most so long. */
    private void await(Duration longest) {
        try {
            if (!stopped && work.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** Lets batches gather, so that a checkpoint covers many. */
    private void pause(Duration time) {
        try {
            long deadline = System.nanoTime() + time.toNanos();
            while (!stopped && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(Math.min(10, time.toMillis()));
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public Result check() {
        return refusal == null ? Result.OK : new Result(Status.DEGRADED, "nothing more is signed: " + refusal);
    }

    /** Sequences what is committed, then ends. */
    @Override
    public void close() {
        stopped = true;
        work.release();
        try {
            thread.join(STOP_TIMEOUT.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
