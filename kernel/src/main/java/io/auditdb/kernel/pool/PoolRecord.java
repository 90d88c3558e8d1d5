package io.auditdb.kernel.pool;

import io.auditdb.api.storage.PoolStats.Resize;
import io.auditdb.api.storage.PoolStats.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a pool remembers of itself: its last changes of size, and when it last turned somebody away. Safe for many threads. */
final class PoolRecord {
    private static final int MOST_RESIZES = 50;
    private static final long LATELY_NANOS = Duration.ofMinutes(1).toNanos();

    private final Deque<Resize> resizes = new ArrayDeque<>();
    private long turnedAway;
    private long turnedAwayAt = System.nanoTime() - LATELY_NANOS;

    synchronized void add(Resize change) {
        resizes.addFirst(change);
        if (resizes.size() > MOST_RESIZES) {
            resizes.removeLast();
        }
    }

    synchronized List<Resize> resizes() {
        return List.copyOf(resizes);
    }

    /** Takes note of how many have been turned away by now. */
    synchronized void look(long count) {
        if (count > turnedAway) {
            turnedAway = count;
            turnedAwayAt = System.nanoTime();
        }
    }

    synchronized State state(boolean down, long count) {
        look(count);
        if (down) {
            return State.DOWN;
        }
        return System.nanoTime() - turnedAwayAt < LATELY_NANOS ? State.OVERLOADED : State.UP;
    }
}
