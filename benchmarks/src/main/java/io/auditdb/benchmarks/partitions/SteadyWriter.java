package io.auditdb.benchmarks.partitions;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes at a steady rate, whatever the database does meanwhile: how long a write took counts from when it was due, so
 * that those that a stall holds up are not left out.
 */
final class SteadyWriter implements AutoCloseable {
    static final int PER_SECOND = 200;
    private static final int THREADS = 8;
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    private final Write write;
    private final Queue<Written> writes = new ConcurrentLinkedQueue<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final long start = System.nanoTime();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private volatile boolean done;

    /** One write, durable when it returns. */
    @FunctionalInterface
    interface Write {
        void write(long number) throws Exception;
    }

    private record Written(long due, long end) {
        private boolean overlaps(long from, long to) {
            return due < to && end > from;
        }
    }

    /** Begins to write. */
    SteadyWriter(Write write) {
        this.write = write;
        for (int i = 0; i < THREADS; i++) {
            threads.execute(this::run);
        }
    }

    private void run() {
        try {
            while (!done) {
                long number = next.getAndIncrement();
                long due = start + number * INTERVAL;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                write.write(number);
                writes.add(new Written(due, System.nanoTime()));
            }
        } catch (Exception e) {
            failure.compareAndSet(null, e);
            done = true;
        }
    }

    /** Returns the milliseconds of the longest write that was under way between two readings of the nano time. */
    double longest(long from, long to) throws Exception {
        TimeUnit.NANOSECONDS.sleep(INTERVAL); // for one that is about to begin
        while (next.get() - writes.size() > THREADS && failure.get() == null) {
            TimeUnit.NANOSECONDS.sleep(INTERVAL);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return writes.stream()
                        .filter(it -> it.overlaps(from, to))
                        .mapToLong(it -> it.end() - it.due())
                        .max()
                        .orElse(0)
                / 1e6;
    }

    /** Returns how many writes there were. */
    int count() {
        return writes.size();
    }

    @Override
    public void close() throws InterruptedException {
        done = true;
        threads.shutdown();
        if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("A write does not end");
        }
    }
}
