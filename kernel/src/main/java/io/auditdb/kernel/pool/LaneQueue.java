package io.auditdb.kernel.pool;

import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats.LaneStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** One lane: who waits in it, in the order they came, and what became of those before. Guarded by its owner's lock. */
final class LaneQueue {
    /** Uses count the less the longer ago they ended: after this time little more than a third. */
    private static final double MEMORY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Lane lane;
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int active;
    private long acquired;
    private long refused;
    private long timedOut;
    private double usedNanos;
    private double uses;
    private long usedAt;

    LaneQueue(Lane lane) {
        this.lane = lane;
    }

    Lane lane() {
        return lane;
    }

    int active() {
        return active;
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    boolean isUsed() {
        return acquired > 0 || refused > 0 || !waiters.isEmpty();
    }

    void add(Waiter waiter) {
        waiters.add(waiter);
    }

    Waiter take() {
        return waiters.remove();
    }

    void withdraw(Waiter waiter, boolean inVain) {
        waiters.remove(waiter); // first in, so the first to give up: it is found at once
        timedOut += inVain ? 1 : 0;
    }

    void wake() {
        waiters.forEach(Waiter::wake);
    }

    void enter() {
        active++;
        acquired++;
    }

    void leave() {
        active--;
    }

    void refuse() {
        refused++;
    }

    /** A stall that all of them were in at once is a few of the uses of some seconds, and does not speak for the others. */
    void used(long nanos, long now) {
        double kept = Math.exp(-Math.max(0, now - usedAt) / MEMORY_NANOS);
        usedNanos = usedNanos * kept + nanos;
        uses = uses * kept + 1;
        usedAt = now;
    }

    /** Returns how long another one would wait who comes now, with so many places for this lane. */
    Duration expectedWait(int places) {
        return uses == 0 ? Duration.ZERO : Duration.ofNanos((long) (usedNanos / uses * (waiters.size() + 1) / places));
    }

    LaneStats stats() {
        return new LaneStats(lane, active, waiters.size(), acquired, refused, timedOut);
    }
}
