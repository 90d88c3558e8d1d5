package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers when their events are in the log, whichever instance put them there: one thread asks the database for
 * everybody who waits, after each checkpoint of this instance and once in a while. Safe for use by many threads.
 */
public final class SealWatch implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealWatch.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final String SEQUENCED = """
            SELECT s.writer, s.number FROM unnest(?::int[], ?::bigint[]) AS k (writer, number)
            JOIN ledger_sequence s ON s.writer = k.writer AND s.number = k.number
            """;

    private final Store store;
    private final LedgerSettings settings;
    private final Semaphore news = new Semaphore(0);
    private final List<Waiting> waiting = new ArrayList<>();
    private final Thread thread = new Thread(this, "audit-db-seal-watch");
    private volatile boolean stopped;

    private record Waiting(
            List<Appended> answer, Set<BatchKey> batches, long deadline, CompletableFuture<List<Appended>> promise) {}

    /** Asks this store. */
    public SealWatch(Store store, LedgerSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Starts the thread. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns what completes with {@code appended} when the log covers all of it. */
    public CompletableFuture<List<Appended>> sealed(List<Appended> appended) {
        Set<BatchKey> batches = appended.stream()
                .map(it -> it.receipt().position())
                .filter(position -> position.writer() > 0) // zero when the partition is gone, which was sealed before
                .map(SealWatch::key)
                .collect(Collectors.toCollection(HashSet::new));
        if (batches.isEmpty()) {
            return CompletableFuture.completedFuture(appended);
        }
        var promise = new CompletableFuture<List<Appended>>();
        long deadline = System.nanoTime() + settings.sealTimeout().toNanos();
        synchronized (waiting) {
            if (stopped) {
                return CompletableFuture.failedFuture(unsealed(StandardErrorCode.STOPPING, "the platform is stopping"));
            }
            if (waiting.size() >= settings.maxAwaitedSeals()) {
                return CompletableFuture.failedFuture(
                        unsealed(StandardErrorCode.QUEUE_FULL, "too many callers wait for the log"));
            }
            waiting.add(new Waiting(appended, batches, deadline, promise));
        }
        return promise;
    }

    private static BatchKey key(BatchPosition position) {
        return new BatchKey(position.writer(), position.batch());
    }

    /** Says that this instance has published a checkpoint. Never blocks. */
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
                expire();
            }
        }
    }

    private void look() throws SQLException {
        List<Waiting> asked = snapshot();
        if (!asked.isEmpty()) {
            Set<BatchKey> sequenced = sequenced(asked);
            asked.forEach(it -> it.batches().removeAll(sequenced));
            finish(asked.stream().filter(it -> it.batches().isEmpty()).toList());
            expire();
        }
    }

    private List<Waiting> snapshot() {
        synchronized (waiting) {
            return List.copyOf(waiting);
        }
    }

    private void finish(List<Waiting> sealed) {
        synchronized (waiting) {
            waiting.removeAll(new HashSet<>(sealed));
        }
        sealed.forEach(it -> it.promise().complete(it.answer()));
    }

    private void expire() {
        long now = System.nanoTime();
        List<Waiting> late;
        synchronized (waiting) {
            late = waiting.stream().filter(it -> it.deadline() - now < 0).toList();
            waiting.removeAll(late);
        }
        late.forEach(it -> it.promise()
                .completeExceptionally(
                        unsealed(StandardErrorCode.TIMEOUT, "not in the log after " + settings.sealTimeout())));
    }

    /** Sequence and checkpoint are committed together, so that what has its place is covered too. */
    private Set<BatchKey> sequenced(List<Waiting> asked) throws SQLException {
        List<BatchKey> keys =
                asked.stream().flatMap(it -> it.batches().stream()).distinct().toList();
        var sequenced = new HashSet<BatchKey>();
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.READ);
                PreparedStatement statement = connection.prepareStatement(SEQUENCED)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int4", keys.stream().map(BatchKey::writer).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", keys.stream().map(BatchKey::number).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sequenced.add(new BatchKey(row.getInt(1), row.getLong(2)));
                }
            }
        }
        return sequenced;
    }

    private static AuditDbException unsealed(StandardErrorCode code, String why) {
        return new AuditDbException(code, "The events are durable, but " + why, Duration.ofSeconds(1), null);
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
        List<Waiting> left;
        synchronized (waiting) {
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(it ->
                it.promise().completeExceptionally(unsealed(StandardErrorCode.STOPPING, "the platform is stopping")));
    }
}
