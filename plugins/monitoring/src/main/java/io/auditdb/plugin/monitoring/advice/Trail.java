package io.auditdb.plugin.monitoring.advice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What was seen lately, oldest first. Bounded by time, and by number: of what comes faster, it keeps the last. For one thread
 * at a time.
 */
final class Trail<T> {
    private static final int MOST = 1000;

    private final Deque<Seen<T>> all = new ArrayDeque<>();
    private final Duration window;
    private final Clock clock;

    Trail(Duration window, Clock clock) {
        this.window = window;
        this.clock = clock;
    }

    /** Something, and when it was so. */
    record Seen<T>(Instant at, T what) {
        Duration age(Instant now) {
            return Duration.between(at, now);
        }
    }

    /** Takes in what is so now; returns the oldest before it within the window. */
    Optional<Seen<T>> add(T now) {
        Instant time = clock.instant();
        while (!all.isEmpty() && isForgotten(all.peekFirst(), time)) {
            all.removeFirst();
        }
        Optional<Seen<T>> oldest = Optional.ofNullable(all.peekFirst());
        all.addLast(new Seen<>(time, now));
        return oldest;
    }

    /** A clock that was set back makes what was seen later than now meaningless. */
    private boolean isForgotten(Seen<T> seen, Instant time) {
        return all.size() >= MOST || seen.at().isAfter(time) || seen.age(time).compareTo(window) > 0;
    }

    Iterable<Seen<T>> all() {
        return all;
    }
}
