package io.auditdb.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Many threads that each do one thing after the other, as the requests of an application do. */
public final class Callers {
    private Callers() {}

    /** What one caller does with one item. */
    @FunctionalInterface
    public interface Call<T> {
        /** Does it. */
        void run(T item) throws Exception;
    }

    /** Returns the seconds until {@code threads} callers have dealt with all items. */
    public static <T> double seconds(int threads, List<T> items, Call<T> call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            var next = new AtomicInteger();
            return Stopwatch.seconds(() -> {
                var callers = new ArrayList<Future<?>>();
                for (int i = 0; i < threads; i++) {
                    callers.add(pool.submit(() -> work(items, next, call)));
                }
                for (Future<?> caller : callers) {
                    caller.get();
                }
            });
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> Void work(List<T> items, AtomicInteger next, Call<T> call) throws Exception {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            call.run(items.get(i));
        }
        return null;
    }
}
