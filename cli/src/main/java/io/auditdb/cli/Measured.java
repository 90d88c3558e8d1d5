package io.auditdb.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * How long requests of one kind took.
 *
 * @param name of the kind
 * @param nanos each of those that succeeded, the shortest first
 * @param each how many events, or answers, one of them is worth
 * @param took from the first to the last
 * @param failed how many failed
 * @param problem why the first of these did
 */
record Measured(String name, long[] nanos, int each, Duration took, int failed, Optional<String> problem) {
    /** Makes so many requests, numbered from 0, by so many callers at a time. */
    static Measured of(String name, int callers, int requests, int each, IntConsumer request)
            throws InterruptedException {
        var nanos = new long[requests];
        var next = new AtomicInteger();
        var problem = new AtomicReference<String>();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        long start = System.nanoTime();
        for (int caller = 0; caller < callers; caller++) {
            threads.execute(() -> {
                for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                    nanos[i] = time(request, i, problem);
                }
            });
        }
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.DAYS)) {
            threads.shutdownNow();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        long[] good = Arrays.stream(nanos).filter(it -> it > 0).sorted().toArray();
        return new Measured(name, good, each, took, requests - good.length, Optional.ofNullable(problem.get()));
    }

    /** Returns 0 for one that failed. */
    private static long time(IntConsumer request, int i, AtomicReference<String> problem) {
        long start = System.nanoTime();
        try {
            request.accept(i);
            return Math.max(1, System.nanoTime() - start);
        } catch (RuntimeException e) {
            problem.compareAndSet(null, e.getMessage());
            return 0;
        }
    }

    long requests() {
        return nanos.length;
    }

    double perSecond() {
        return (double) nanos.length * each / Math.max(1e-9, took.toNanos() / 1e9);
    }

    /** Returns the time that such a part of them took no longer than. */
    Duration quantile(double part) {
        return nanos.length == 0
                ? Duration.ZERO
                : Duration.ofNanos(nanos[(int) Math.min(nanos.length - 1L, Math.round(part * nanos.length))]);
    }
}
