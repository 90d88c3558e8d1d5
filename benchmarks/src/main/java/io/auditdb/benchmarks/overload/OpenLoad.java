package io.auditdb.benchmarks.overload;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.benchmarks.Samples;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Calls that come at a steady rate whether or not earlier ones were answered, as those of many strangers do. */
final class OpenLoad implements AutoCloseable {
    private static final int STACK_BYTES = 256 << 10;
    private static final int MOST_CALLERS = 20_000;

    private final ExecutorService callers = new ThreadPoolExecutor(
            0,
            MOST_CALLERS,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> new Thread(null, task, "caller", STACK_BYTES));
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger mostPresent = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Samples lateMillis = new Samples();
    private final Samples answerMillis = new Samples();
    private final Samples refusalMillis = new Samples();

    /** Lets calls come for so long; does not wait for the last answers. Returns the answers per second meanwhile. */
    double run(double perSecond, Duration time, Runnable call) {
        long start = System.nanoTime();
        long before = answered.get();
        long calls = (long) (perSecond * time.toNanos() / 1e9);
        for (long i = 0; i < calls; i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            mostPresent.accumulateAndGet(present.incrementAndGet(), Math::max);
            callers.execute(() -> call(call, due));
        }
        return (answered.get() - before) / ((System.nanoTime() - start) / 1e9);
    }

    /** What callers wait for a processor, which the database's own work takes, is their own affair, and told apart. */
    private void call(Runnable call, long due) {
        long start = System.nanoTime();
        lateMillis.add((start - due) / 1e6);
        try {
            call.run();
            answered.incrementAndGet();
            answerMillis.add((System.nanoTime() - start) / 1e6);
        } catch (AuditDbException e) {
            if (e.code().kind() == ErrorKind.RESOURCE) {
                refusalMillis.add((System.nanoTime() - start) / 1e6);
            } else {
                failed.incrementAndGet();
            }
        } catch (RuntimeException e) {
            failed.incrementAndGet();
        } finally {
            present.decrementAndGet();
        }
    }

    /** Returns how long after they were due calls were made. */
    Samples lateMillis() {
        return lateMillis;
    }

    Samples answerMillis() {
        return answerMillis;
    }

    Samples refusalMillis() {
        return refusalMillis;
    }

    /** Returns how many calls failed otherwise than by being refused. */
    long failed() {
        return failed.get();
    }

    /** Returns how many callers there were at once at most. */
    int mostPresent() {
        return mostPresent.get();
    }

    /** Waits for the last answers. */
    @Override
    public void close() throws InterruptedException {
        callers.shutdown();
        if (!callers.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("Calls are not answered");
        }
    }
}
