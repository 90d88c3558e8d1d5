package io.auditdb.kernel.ingest;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.primary.DatabaseIdentity;
import io.auditdb.kernel.primary.SynchronousStandbys;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with one connection that commits batches, and comes back by itself when the database was away. A commit
 * whose answer was lost is looked up afterwards, so that callers learn what really happened.
 */
final class IngestWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestWriter.class);
    /** Each collision means that another writer stored some of our ids, so that fewer remain; more are a defect. */
    private static final int MAX_COLLISIONS = 100;

    private static final int MAX_PAUSE_FACTOR = 32;
    private static final int POLL_MILLIS = 20;
    private static final int VALIDATION_SECONDS = 5;

    private final Store store;
    private final IngestQueue queue;
    private final BatchWriter batches;
    private final IngestSettings settings;
    private final Consumer<BatchPlan> committed;
    private final SqlErrors errors = new SqlErrors();
    private final Acknowledged acknowledged;
    private final Rest rest;
    private final WriterOutages outages;
    /** Of the connection. */
    private DatabaseIdentity database;
    /** Whether the last batch held ids that were known: who repeats something often repeats more, so they are looked up. */
    private boolean knownIds;

    private BatchPlan inDoubt;
    private WriterSlot inDoubtSlot;
    private DatabaseIdentity inDoubtDatabase;
    private long inDoubtDeadline;

    IngestWriter(
            Store store,
            IngestQueue queue,
            BatchWriter batches,
            IngestSettings settings,
            Consumer<BatchPlan> committed,
            Acknowledged acknowledged,
            WriterOutages outages,
            Rest rest) {
        this.store = store;
        this.queue = queue;
        this.batches = batches;
        this.settings = settings;
        this.committed = committed;
        this.acknowledged = acknowledged;
        this.outages = outages;
        this.rest = rest;
    }

    @Override
    public void run() {
        int failures = 0;
        boolean more = true;
        while (more) {
            try (Connection connection = store.openBatchWriter()) {
                connection.setAutoCommit(false);
                database = store.primary().identity(connection);
                acknowledged.compare(connection, database, outages::moved);
                if (inDoubt != null) {
                    resolveInDoubt(connection);
                }
                WriterSlot slot = WriterSlot.forConnection(connection);
                connection.rollback();
                failures = 0;
                outages.over();
                more = work(connection, slot);
            } catch (SQLException | RuntimeException e) {
                failures++;
                outages.met(e);
                reportOnce(failures, e);
                more = pause(failures);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                more = false;
            }
        }
        abandonInDoubt();
    }

    private boolean work(Connection connection, WriterSlot slot) throws SQLException, InterruptedException {
        queue.writerReady();
        try {
            while (true) {
                List<Submission> batch = queue.take();
                if (!batch.isEmpty()) {
                    commit(connection, slot, batch);
                } else if (queue.isClosed()) {
                    return false;
                } else {
                    requireAlive(connection);
                }
            }
        } finally {
            queue.writerLost();
        }
    }

    /** A writer with nothing to do notices a database that went away before a caller has to. */
    private static void requireAlive(Connection connection) throws SQLException {
        if (!connection.isValid(VALIDATION_SECONDS)) {
            throw new SQLTransientConnectionException("the connection does not answer", "08006");
        }
        connection.rollback();
    }

    /** Throws only when the connection is of no more use. */
    private void commit(Connection connection, WriterSlot slot, List<Submission> batch) throws SQLException {
        try {
            batches.makeRoom(batch);
            for (int collision = 1; !tryCommit(connection, slot, batch, collision); collision++) {
                LOG.debug("An id was taken by another writer in the same moment; looking again");
            }
        } catch (SQLException | RuntimeException e) {
            boolean usable = isUsable(connection);
            if (inDoubt != null) {
                throw e;
            }
            if (usable && batch.size() > 1) {
                commitOneByOne(connection, slot, batch);
                return;
            }
            fail(batch, errors.handle(e));
            if (!usable) {
                throw e;
            }
        }
    }

    /** One bad submission must not take the others with it. */
    private void commitOneByOne(Connection connection, WriterSlot slot, List<Submission> batch) throws SQLException {
        for (int i = 0; i < batch.size(); i++) {
            try {
                commit(connection, slot, batch.subList(i, i + 1));
            } catch (SQLException | RuntimeException e) {
                fail(batch.subList(i + 1, batch.size()), errors.handle(e));
                throw e;
            }
        }
    }

    private static void fail(List<Submission> batch, AuditDbException problem) {
        batch.forEach(submission -> submission.answer().completeExceptionally(problem));
    }

    private boolean tryCommit(Connection connection, WriterSlot slot, List<Submission> batch, int collision)
            throws SQLException {
        BatchPlan plan;
        try {
            plan = knownIds
                    ? batches.writeNew(connection, slot.writer(), slot.next(), batch)
                    : batches.write(connection, slot.writer(), slot.next(), batch);
        } catch (SQLException e) {
            boolean sameIds = "23505".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
            if (sameIds && collision < MAX_COLLISIONS) {
                connection.rollback();
                knownIds = true;
                slot.reload(connection); // somebody may have put a batch under our number behind our back
                return false;
            }
            if ("23514".equals(e.getSQLState()) && collision < MAX_COLLISIONS) {
                connection.rollback();
                store.partitions().forget(); // a partition that was known is gone
                batches.makeRoom(batch);
                return false;
            }
            throw e;
        }
        knownIds = plan.hasDuplicates();
        if (plan.fresh().isEmpty()) {
            SynchronousStandbys.await(connection);
            plan.complete(database, 0);
            return true;
        }
        inDoubt = plan;
        inDoubtSlot = slot;
        inDoubtDatabase = database;
        inDoubtDeadline = System.nanoTime() + settings.inDoubtTimeout().toNanos();
        connection.commit();
        inDoubt = null;
        slot.advance();
        finish(plan, flushedLsn(connection));
        return true;
    }

    private void finish(BatchPlan plan, long lsn) {
        try {
            batches.committed(plan);
            committed.accept(plan);
        } finally {
            plan.complete(database, lsn);
        }
    }

    private boolean isUsable(Connection connection) {
        try {
            if (connection.isClosed() || inDoubt != null) {
                return false;
            }
            connection.rollback(); // does nothing when the connection broke before the transaction began
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            LOG.debug("The connection is of no more use", e);
            return false;
        }
    }

    /** Finds out what became of a commit whose answer was lost. */
    private void resolveInDoubt(Connection connection) throws SQLException, InterruptedException {
        // on another server nobody holds it, whatever has the same number there
        while (inDoubtDatabase.equals(database) && inDoubtSlot.isStillHeld(connection)) {
            if (System.nanoTime() > inDoubtDeadline) {
                abandonInDoubt();
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        BatchPlan plan = inDoubt;
        boolean tookPlace = isCommitted(connection, plan);
        if (tookPlace) {
            SynchronousStandbys.await(connection); // it may have crashed while it waited for them
        }
        inDoubt = null;
        LOG.info("A commit whose answer was lost {} place", tookPlace ? "took" : "did not take");
        if (tookPlace) {
            finish(plan, flushedLsn(connection));
        } else {
            plan.fail(errors.handle(new SQLException("the connection was lost", "08006")));
        }
    }

    /** The leaf of an event depends on a secret drawn for it, so it tells our batch from any other under the number. */
    private static boolean isCommitted(Connection connection, BatchPlan plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT FROM ledger_batch WHERE writer = ? AND number = ? AND substring(leaves FOR 32) = ?")) {
            statement.setInt(1, plan.writer());
            statement.setLong(2, plan.number());
            statement.setBytes(3, plan.fresh().get(0).leaf());
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    private void abandonInDoubt() {
        if (inDoubt != null) {
            inDoubt.fail(new AuditDbException(
                    StandardErrorCode.DATABASE_UNAVAILABLE,
                    "The connection was lost during the commit; whether the events are stored is not known, and"
                            + " repeating the request with the same ids is safe",
                    Duration.ofSeconds(5),
                    new SQLTransientConnectionException("the outcome of the commit is not known", "08007")));
            inDoubt = null;
        }
    }

    /** What is committed is committed, also when the connection breaks right after; then its position is not known. */
    private static long flushedLsn(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn")) {
            result.next();
            long lsn = result.getLong(1);
            connection.commit();
            return lsn;
        } catch (SQLException e) {
            LOG.debug("The connection broke right after a commit", e);
            return 0;
        }
    }

    private void reportOnce(int failures, Exception e) {
        if (failures == 1) {
            LOG.warn(
                    "A writer lost the database and will try again: {}",
                    errors.handle(e).getMessage());
        } else {
            LOG.debug("A writer still cannot reach the database", e);
        }
    }

    private boolean pause(int failures) {
        if (inDoubt != null && System.nanoTime() > inDoubtDeadline) {
            abandonInDoubt();
        }
        long factor = Math.min(MAX_PAUSE_FACTOR, 1L << Math.min(failures - 1, 10));
        try {
            return rest.pause(settings.reconnectPause().toMillis() * factor);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
