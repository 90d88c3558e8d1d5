package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one instance sequence. A session lock of the database elects it, and the database ends a session that has been
 * silent for longer than the lease: a process that was stopped, or cut off, loses the lock without its help. Whatever it
 * does after that fails, because everything is committed on the connection that held the lock. The others follow, and
 * keep the newest checkpoint outside the database, so that each of them notices when the database is put back.
 */
public final class Integrator implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Integrator.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Store store;
    private final LedgerSettings settings;
    private final Continuity continuity;
    private final Sequencer sequencer;
    private final Semaphore work = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "audit-db-integrator");
    private boolean reported;

    Integrator(Store store, LedgerSettings settings, Continuity continuity, Sequencer sequencer) {
        this.store = store;
        this.settings = settings;
        this.continuity = continuity;
        this.sequencer = sequencer;
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
        while (!isStopped()) {
            try (Connection connection = store.openLeased(settings.lease())) {
                connection.setAutoCommit(false);
                if (follow(connection)) {
                    lead(connection);
                }
            } catch (SQLException | IOException | AuditDbException e) {
                report(e);
            }
            rest();
        }
    }

    /** Of a series of failures only the first is worth a line. */
    private void report(Exception e) {
        if (!reported) {
            LOG.warn(
                    "Sequencing stops here and will be tried again: {}",
                    e instanceof IOException
                            ? e.toString()
                            : new SqlErrors().handle(e).getMessage());
        }
        LOG.debug("Sequencing stopped", e);
        reported = true;
    }

    /** Waits to be elected; returns false when it is time to stop. */
    private boolean follow(Connection connection) throws SQLException, IOException {
        while (!isStopped()) {
            if (LedgerLock.SEQUENCING.tryTake(connection)) {
                return true;
            }
            continuity.follow(connection);
            connection.commit();
            reported = false;
            rest();
        }
        return false;
    }

    private void lead(Connection connection) throws SQLException, IOException {
        MerkleTree tree = sequencer.lead(connection);
        connection.commit();
        LOG.info("Sequencing from leaf {}", tree.size());
        long ended = System.nanoTime();
        while (!isStopped()) {
            if (sequencer.step(connection, tree)) {
                pause(settings.checkpointInterval());
            } else {
                connection.rollback();
                await(settings.pollInterval());
            }
            reported = false;
            if (System.nanoTime() - ended > settings.lease().toNanos()) {
                endStalled(connection);
                ended = System.nanoTime();
            }
        }
        // whatever was committed before the stop still gets its place
        while (sequencer.step(connection, tree)) {
            LOG.debug("Sequenced a last step");
        }
    }

    /** The one that sequences does this for all, because a writer may itself be waiting for the locks. */
    private void endStalled(Connection connection) throws SQLException {
        int count = store.endStalled(connection);
        connection.commit();
        if (count > 0) {
            LOG.warn("Ended {} sessions that kept the database waiting in the middle of a batch", count);
        }
    }

    /** Waits for a signal, at most so long. */
    private void await(Duration longest) {
        try {
            if (!isStopped() && work.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    /** Lets batches gather, so that a checkpoint covers many. */
    private void pause(Duration time) {
        try {
            stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Until the next election; signals are for whoever is elected. */
    private void rest() {
        pause(settings.electionInterval());
    }

    /** Sequences what is committed, then ends. */
    @Override
    public void close() {
        stopped.countDown();
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
