package io.auditdb.kernel.ledger.publication;

import io.auditdb.api.operations.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the newest of what it is offered to one receiver, in a thread of its own: whoever offers never waits, what is
 * overtaken is left out, and what failed is tried again after a pause. Failures are counted; of a series the first is
 * logged, and its end, and health tells of it in between.
 */
public final class NewestWins<T> implements Runnable, HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NewestWins.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final Receiver<T> receiver;
    private final Duration interval;
    private final Duration retryInterval;
    private final BlockingQueue<T> newest = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private volatile Failures failures;
    private long failuresSinceStart;

    private record Failures(Instant since, long count, long sinceStart, String last) {}

    /** Takes one thing at a time. */
    @FunctionalInterface
    public interface Receiver<T> {
        /** Takes it; the message of what it throws is shown in health. */
        void take(T value) throws Exception;
    }

    /**
     * Prepares the thread.
     *
     * @param name what health calls it
     * @param interval the shortest time between two deliveries
     * @param retryInterval how long to wait after one that failed
     */
    public NewestWins(String name, Receiver<T> receiver, Duration interval, Duration retryInterval) {
        this.name = name;
        this.receiver = receiver;
        this.interval = interval;
        this.retryInterval = retryInterval;
        this.thread = new Thread(this, "audit-db " + name);
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Delivers this next, instead of what still waits. Never blocks. */
    public void offer(T value) {
        while (!newest.offer(value)) {
            newest.poll();
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                boolean delivered = deliver(newest.take());
                Thread.sleep((delivered ? interval : retryInterval).toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("{} stops", name);
        }
    }

    private boolean deliver(T value) throws InterruptedException {
        try {
            receiver.take(value);
            if (failures != null) {
                LOG.info("{} works again after {} failures since {}", name, failures.count(), failures.since());
            }
            failures = null;
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            count(e);
            newest.offer(value); // unless there is a newer one by now
            return false;
        }
    }

    private void count(Exception e) {
        Failures before = failures;
        failuresSinceStart++;
        if (before == null) {
            LOG.warn("{} failed and will be tried again: {}", name, e.toString());
            before = new Failures(Instant.now().truncatedTo(ChronoUnit.SECONDS), 0, 0, "");
        }
        LOG.debug("{} failed", name, e);
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        failures = new Failures(before.since(), before.count() + 1, failuresSinceStart, why);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String advice() {
        return "see that the place where it is published can be written and reached; it is tried again by itself";
    }

    @Override
    public Result check() {
        Failures now = failures;
        return now == null
                ? Result.OK
                : new Result(
                        Status.DEGRADED,
                        "failed " + now.count() + " times since " + now.since() + ", " + now.sinceStart()
                                + " times since the start: " + now.last());
    }

    /** Ends the thread; what waits is left undelivered. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
