package io.auditdb.kernel.pool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats.LaneStats;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets as many callers through as there may be connections, the others in their lanes in the order they came, and turns
 * away at once who would wait too long. A place that comes free is handed to the next caller, so nobody overtakes. Safe
 * for use by many threads.
 */
final class Admission {
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);

    private final String pool;
    private final Runnable pressure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Lane, LaneQueue> lanes = new EnumMap<>(Lane.class);
    private final Load load = new Load(System.nanoTime());
    private PoolBounds bounds;
    private PoolSettings settings;
    private LaneRules rules;
    private int size;
    private int active;
    private int waiting;
    private volatile boolean closed;

    /**
     * Begins with nobody inside.
     *
     * @param pressure told, on the caller's thread, when somebody has to wait; must not block
     */
    Admission(String pool, PoolBounds bounds, PoolSettings settings, LaneRules rules, Runnable pressure) {
        this.pool = pool;
        this.bounds = bounds;
        this.settings = settings;
        this.rules = rules;
        this.pressure = pressure;
        this.size = bounds.max();
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LaneQueue(lane));
        }
    }

    /**
     * Returns when the caller may have a connection, for which {@link #leave} must be called then.
     *
     * @param now the time, by {@link System#nanoTime()}
     * @throws AuditDbException {@code OVERLOADED} at once or after the acquire timeout, {@code STOPPING}
     */
    void enter(Lane lane, long now) {
        LaneQueue queue = lanes.get(lane);
        Waiter waiter;
        lock.lock();
        try {
            if (closed) {
                throw stopping();
            }
            if (queue.isEmpty() && mayHave(queue)) {
                let(queue, now);
                return;
            }
            refuseIfTooMany(queue);
            waiter = new Waiter(now + settings.acquireTimeout().toNanos());
            queue.add(waiter);
            load.change(now, active, ++waiting);
        } finally {
            lock.unlock();
        }
        pressure.run();
        await(queue, waiter);
    }

    private void await(LaneQueue queue, Waiter waiter) {
        while (!waiter.admitted()) {
            long left = waiter.deadline() - System.nanoTime();
            if (left <= 0 || closed || Thread.currentThread().isInterrupted()) {
                withdraw(queue, waiter);
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    /** Who is let through in this very moment stays so. */
    private void withdraw(LaneQueue queue, Waiter waiter) {
        boolean stopped = closed || Thread.currentThread().isInterrupted();
        lock.lock();
        try {
            if (waiter.admitted()) {
                return;
            }
            queue.withdraw(waiter, !stopped);
            load.change(System.nanoTime(), active, --waiting);
        } finally {
            lock.unlock();
        }
        throw stopped
                ? stopping()
                : overloaded("No connection of the pool " + pool + " came free in time", SHORTEST_RETRY);
    }

    /** What {@link #enter} let through is done after so many nanoseconds. */
    void leave(Lane lane, long usedNanos, long now) {
        LaneQueue queue = lanes.get(lane);
        lock.lock();
        try {
            queue.used(usedNanos, now);
            left(queue, now);
        } finally {
            lock.unlock();
        }
    }

    private void left(LaneQueue queue, long now) {
        queue.leave();
        load.change(now, --active, waiting);
        admit(now);
    }

    /** Judges by these from now on; those who wait already wait on as they were told. */
    void adjust(PoolBounds between, PoolSettings by, LaneRules lanes) {
        lock.lock();
        try {
            bounds = between;
            settings = by;
            rules = lanes;
            admit(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Lets so many in from now on; those inside stay. */
    void resize(int connections) {
        lock.lock();
        try {
            size = connections;
            admit(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private void admit(long now) {
        for (Optional<LaneQueue> next = next(); next.isPresent(); next = next()) {
            Waiter waiter = next.get().take();
            waiting--;
            let(next.get(), now);
            waiter.admit();
        }
    }

    private void let(LaneQueue queue, long now) {
        queue.enter();
        load.change(now, ++active, waiting);
    }

    /** Appends first; then lanes that have nothing, so that none starves; then in order. */
    private Optional<LaneQueue> next() {
        LaneQueue other = null;
        for (LaneQueue queue : lanes.values()) {
            if (!queue.isEmpty() && mayHave(queue)) {
                if (queue.lane() == Lane.APPEND || queue.active() == 0) {
                    return Optional.of(queue);
                }
                other = other == null ? queue : other;
            }
        }
        return Optional.ofNullable(other);
    }

    private boolean mayHave(LaneQueue queue) {
        if (active >= size || queue.active() >= rules.most(queue.lane(), size)) {
            return false;
        }
        int appends = lanes.get(Lane.APPEND).active();
        int kept = Math.min(rules.appendReserve(), size - 1);
        return queue.lane() == Lane.APPEND || active < size - Math.max(0, kept - appends);
    }

    private void refuseIfTooMany(LaneQueue queue) {
        // as if the pool were as large as it may be: where it is not, it is about to grow
        int places =
                Math.max(1, Math.min(rules.most(queue.lane(), bounds.max()), bounds.max() - active + queue.active()));
        Duration wait = queue.expectedWait(places);
        if (waiting >= settings.maxWaiting() || wait.compareTo(settings.maxWait()) > 0) {
            queue.refuse();
            throw overloaded(
                    "More is asked of the database than it can answer: " + waiting + " wait for the pool " + pool,
                    wait.compareTo(SHORTEST_RETRY) > 0 ? wait : SHORTEST_RETRY);
        }
    }

    /** Returns how many were inside and waited on average since this was asked last. */
    Load.Means means() {
        lock.lock();
        try {
            return load.means(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many are inside. */
    int active() {
        lock.lock();
        try {
            return active;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what the lanes ask for. */
    Counts counts() {
        lock.lock();
        try {
            return new Counts(
                    size,
                    active,
                    waiting,
                    lanes.values().stream()
                            .filter(LaneQueue::isUsed)
                            .map(LaneQueue::stats)
                            .toList());
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more, and tells those who wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            lanes.values().forEach(LaneQueue::wake);
        } finally {
            lock.unlock();
        }
    }

    private static AuditDbException overloaded(String message, Duration retryAfter) {
        return new AuditDbException(StandardErrorCode.OVERLOADED, message, retryAfter, null);
    }

    private AuditDbException stopping() {
        return new AuditDbException(
                StandardErrorCode.STOPPING, "The pool " + pool + " is closed, or its caller stopped");
    }

    /** Who is where. */
    record Counts(int size, int active, int waiting, List<LaneStats> lanes) {
        /** Returns how often somebody had to go without. */
        long turnedAway() {
            return lanes.stream().mapToLong(it -> it.refused() + it.timedOut()).sum();
        }
    }
}
