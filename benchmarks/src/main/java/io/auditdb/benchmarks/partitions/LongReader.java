package io.auditdb.benchmarks.partitions;

import io.auditdb.testing.TestingDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A report that somebody runs: a transaction that has read the event table, and stays open for its time. */
final class LongReader implements AutoCloseable {
    private final TestingDatabase database;
    private final Duration time;
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::read, "long-reader");

    /** Returns when it has read. */
    LongReader(TestingDatabase database, Duration time) throws InterruptedException {
        this.database = database;
        this.time = time;
        thread.start();
        reading.await();
    }

    private void read() {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM audit_event");
            reading.countDown();
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
            connection.commit();
        } catch (SQLException | InterruptedException e) {
            failure.set(e);
        } finally {
            reading.countDown();
        }
    }

    @Override
    public void close() throws Exception {
        closing.countDown();
        thread.join();
        if (failure.get() != null) {
            throw failure.get();
        }
    }
}
