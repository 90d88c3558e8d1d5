package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Lane;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.ledger.storage.BatchPlaces;
import io.auditdb.kernel.primary.DatabaseIdentity;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers when events are in the log, whichever instance put them there: one thread asks the database for everybody
 * who waits, after each checkpoint that this instance signed or, following another, noticed, and once in a while. Safe for
 * use by many threads.
 */
public final class SealWatch implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealWatch.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Store store;
    private final LedgerSettings settings;
    private final AwaitedBatches awaited;
    private final SqlErrors errors = new SqlErrors();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = new Thread(this, "audit-db-seal-watch");
    private volatile boolean stopped;

    /** Asks this store. */
    public SealWatch(Store store, LedgerSettings settings) {
        this.store = store;
        this.settings = settings;
        this.awaited = new AwaitedBatches(settings.maxAwaitedSeals());
        store.primary().onMove(move -> awaited.moved());
    }

    /** Starts the thread. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Returns what completes with {@code appended} when the log covers all of it. It fails with {@code TIMEOUT} after
     * {@code ledger.seal-timeout}, with {@code DATABASE_UNAVAILABLE} when another server becomes the primary, with {@code QUEUE_FULL} when too many wait, and with {@code STOPPING}.
     */
    public CompletableFuture<List<Appended>> sealed(List<Appended> appended) {
        DatabaseIdentity database = store.identity();
        if (appended.stream().anyMatch(it -> it.receipt().timeline() != database.timeline())) {
            return CompletableFuture.failedFuture(AwaitedBatches.elsewhere());
        }
        Set<BatchKey> batches = appended.stream()
                .map(it -> it.receipt().position())
                .filter(position -> position.writer() > 0) // zero when the partition is gone, which was sealed before
                .map(SealWatch::key)
                .collect(Collectors.toSet());
        return covered(batches, settings.sealTimeout()).thenApply(covered -> appended);
    }

    private static BatchKey key(BatchPosition position) {
        return new BatchKey(position.writer(), position.batch());
    }

    /** As {@link #sealed}, and waits for it. */
    public List<Appended> awaitSealed(List<Appended> appended) {
        return await(sealed(appended));
    }

    /**
     * Waits until the log covers all that is stored now, whoever stored it; returns false when it does not within
     * {@code longest}. Fails otherwise as {@link #sealed} does.
     */
    public boolean awaitStored(Duration longest) {
        try {
            await(covered(waiting(), longest));
            return true;
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.TIMEOUT) {
                return false;
            }
            throw e;
        }
    }

    private Set<BatchKey> waiting() {
        try (Connection connection = store.openWriter()) {
            return BatchPlaces.waiting(connection);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private <R> R await(CompletableFuture<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw errors.handle(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(
                    StandardErrorCode.STOPPING, "The events are durable; waiting for the log was interrupted", e);
        }
    }

    private CompletableFuture<Void> covered(Set<BatchKey> batches, Duration longest) {
        if (batches.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        boolean first = awaited.isEmpty();
        CompletableFuture<Void> promise = awaited.add(batches, longest);
        if (first) {
            published(); // the checkpoint may have come before whoever waits for it
        }
        return promise;
    }

    /** Says that there is a new checkpoint. Never blocks. */
    void published() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                news.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
                look();
            } catch (InterruptedException e) {
                stopped = true;
            } catch (SQLException | RuntimeException e) {
                // those who wait are told at their deadline; the database may be back by then
                LOG.debug("Cannot ask what is in the log", e);
            }
            awaited.expire();
        }
    }

    private void look() throws SQLException {
        Set<BatchKey> batches = awaited.batches();
        if (!batches.isEmpty()) {
            try (Connection connection = store.connections().connection(ConnectionManager.Purpose.READ, Lane.APPEND)) {
                awaited.sequenced(BatchPlaces.sequenced(connection, batches));
            }
        }
    }

    /** Tells those who still wait that their events are durable and no more. */
    @Override
    public void close() {
        stopped = true;
        news.release();
        try {
            thread.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        awaited.close();
    }
}
