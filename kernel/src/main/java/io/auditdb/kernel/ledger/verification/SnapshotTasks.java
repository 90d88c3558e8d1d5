package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Works off a queue of tasks, one thread for each connection of a snapshot. For one thread and one use. */
final class SnapshotTasks {
    private static final long TICK_MILLIS = 50;

    private final Snapshot snapshot;
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();

    /** Work on one connection. */
    @FunctionalInterface
    interface Task {
        void run(Connection connection) throws SQLException;
    }

    SnapshotTasks(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    void add(Task task) {
        tasks.add(task);
    }

    /**
     * Returns when all tasks have ended; when one fails, the others are broken off.
     *
     * @param threads how many at a time
     * @param tick called now and then, in the calling thread; when it throws, everything is broken off
     */
    void run(int threads, Runnable tick) throws SQLException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, SnapshotTasks::thread);
        var running = new ArrayList<Future<?>>();
        boolean finished = false;
        try {
            for (Connection connection : snapshot.connections().subList(0, threads)) {
                running.add(pool.submit(() -> work(connection)));
            }
            for (Future<?> each : running) {
                await(each, tick);
            }
            finished = true;
        } finally {
            pool.shutdownNow();
            if (!finished) {
                tasks.clear();
                snapshot.abort();
            }
        }
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "audit-db-verify");
        thread.setDaemon(true);
        return thread;
    }

    private Void work(Connection connection) throws SQLException {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run(connection);
        }
        return null;
    }

    private static void await(Future<?> work, Runnable tick) {
        while (true) {
            try {
                work.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                tick.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AuditDbException(StandardErrorCode.STOPPING, "The verification was broken off", e);
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }
    }

    private static AuditDbException failure(Throwable cause) {
        if (cause instanceof AuditDbException known) {
            return known;
        }
        if (cause instanceof SQLException sql) {
            return new SqlErrors().handle(sql);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) cause;
    }
}
