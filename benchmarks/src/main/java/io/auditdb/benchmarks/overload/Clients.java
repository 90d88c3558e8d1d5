package io.auditdb.benchmarks.overload;

import io.auditdb.benchmarks.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that each ask again as soon as they are answered. */
final class Clients {
    private static final long SEED = 61;
    private static final int STACK_BYTES = 256 << 10;

    private final Samples seconds = new Samples();
    private final AtomicLong errors = new AtomicLong();
    private double took;

    /** What a client does. */
    interface Work {
        void run(SplittableRandom random) throws Exception;
    }

    /** Runs so many clients at once for so long. */
    Clients run(int count, Duration time, Work work) throws InterruptedException {
        var go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var random = new SplittableRandom(SEED + i);
            threads.add(new Thread(null, () -> client(go, time, work, random), "client", STACK_BYTES));
        }
        threads.forEach(Thread::start);
        long start = System.nanoTime();
        go.countDown();
        for (Thread each : threads) {
            each.join();
        }
        took = (System.nanoTime() - start) / 1e9;
        return this;
    }

    private void client(CountDownLatch go, Duration time, Work work, SplittableRandom random) {
        try {
            go.await();
            for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() - end < 0; ) {
                once(work, random);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(Work work, SplittableRandom random) throws InterruptedException {
        long start = System.nanoTime();
        try {
            work.run(random);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (errors.getAndIncrement() == 0) {
                System.err.println("The first error of a client: " + e);
            }
        }
        seconds.add((System.nanoTime() - start) / 1e9);
    }

    Samples seconds() {
        return seconds;
    }

    long errors() {
        return errors.get();
    }

    double perSecond() {
        return seconds.count() / took;
    }
}
