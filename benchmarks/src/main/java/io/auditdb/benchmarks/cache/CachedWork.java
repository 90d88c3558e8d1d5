package io.auditdb.benchmarks.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The same work for every cache: readers and some appends on two instances, and a while without messages between them. */
final class CachedWork {
    static final int THREADS = 16;
    static final int APPENDS_PER_HUNDRED = 5;

    private final ClinicQueries queries;
    private final long seed;

    CachedWork(ClinicQueries queries, long seed) {
        this.queries = queries;
        this.seed = seed;
    }

    /** What is measured. */
    interface Subject {
        /** Answers a query on one of two instances; returns when its newest event happened, in microseconds; 0 without. */
        long read(int instance, int query);

        /** Appends an event for a query's patient on one of two instances. */
        void append(int instance, int query);

        /** Breaks whatever link the instances tell each other by what has changed; called again and again. */
        void cut() throws Exception;
    }

    /**
     * What came of it.
     *
     * @param operations how many there were
     * @param stale answers that missed what had been acknowledged before they were asked for
     * @param seconds how long it took
     */
    record Outcome(long operations, long stale, double seconds) {
        double perSecond() {
            return operations / seconds;
        }
    }

    Outcome run(Subject subject, Duration time, Duration cut) throws Exception {
        var operations = new AtomicLong();
        var stale = new AtomicLong();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long cutFrom = start + time.toNanos() / 3;
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                var random = new SplittableRandom(seed + i);
                running.add(threads.submit(() -> {
                    while (System.nanoTime() - end < 0) {
                        step(subject, random, stale);
                        operations.incrementAndGet();
                    }
                }));
            }
            running.add(threads.submit(() -> {
                while (System.nanoTime() - end < 0) {
                    long now = System.nanoTime();
                    if (now - cutFrom > 0 && now - cutFrom < cut.toNanos()) {
                        subject.cut();
                    }
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                return null;
            }));
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return new Outcome(operations.get(), stale.get(), (System.nanoTime() - start) / 1e9);
    }

    private void step(Subject subject, SplittableRandom random, AtomicLong stale) {
        int instance = random.nextInt(2);
        int query = queries.draw(random);
        if (random.nextInt(100) < APPENDS_PER_HUNDRED) {
            subject.append(instance, query);
            return;
        }
        long atLeast = queries.atLeast(query);
        if (subject.read(instance, query) < atLeast) {
            stale.incrementAndGet();
        }
    }
}
