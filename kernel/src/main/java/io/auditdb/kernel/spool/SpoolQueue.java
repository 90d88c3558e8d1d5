package io.auditdb.kernel.spool;

import io.auditdb.kernel.ingest.SpoolSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written to the spool, and whether later events have to line up behind what is there. Bounded by what
 * the disk may hold and by what may wait in memory. Safe for use by many threads.
 */
final class SpoolQueue {
    /** What became of an arrival that was to line up. */
    enum Place {
        TAKEN,
        /** Nothing is ahead any more; it may go to the database. */
        NONE_AHEAD,
        FULL
    }

    private enum Mode {
        /** Events go to the database; nothing is in the spool. */
        DIRECT,
        /** Events are written to the spool. */
        SPOOLING,
        /** The last of the spool is on its way to the database; what arrives waits for it in memory. */
        HOLDING
    }

    private final SpoolSettings settings;
    private final SpoolFiles files;
    private final SpoolCounts counts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private volatile Mode mode;
    private volatile boolean closed;
    private volatile boolean full;
    private long waitingBytes;
    private boolean writing;

    SpoolQueue(SpoolSettings settings, SpoolFiles files, SpoolCounts counts) {
        this.settings = settings;
        this.files = files;
        this.counts = counts;
        this.mode = files.content().events() == 0 ? Mode.DIRECT : Mode.SPOOLING;
    }

    /** Returns whether events wait that came before. */
    boolean isAhead() {
        return mode != Mode.DIRECT;
    }

    /** Returns whether the last that came found no room. */
    boolean isFull() {
        return full;
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes what the database could not take; returns false when it does not fit. */
    boolean add(Arrival arrival) {
        lock.lock();
        try {
            if (closed || !hasRoomFor(arrival)) {
                return false;
            }
            if (mode == Mode.DIRECT) {
                mode = Mode.SPOOLING;
                counts.outageBegan();
            }
            enqueue(arrival);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes an arrival if others are ahead of it. */
    Place lineUp(Arrival arrival) {
        lock.lock();
        try {
            if (mode == Mode.DIRECT) {
                return Place.NONE_AHEAD;
            }
            if (closed || !hasRoomFor(arrival)) {
                return Place.FULL;
            }
            enqueue(arrival);
            return Place.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoomFor(Arrival arrival) {
        long waiting = waitingBytes + arrival.bytes();
        full = (!arrivals.isEmpty() && waiting > settings.maxWaiting().bytes())
                || files.content().bytes() + waiting > settings.maxBytes().bytes();
        return !full;
    }

    private void enqueue(Arrival arrival) {
        arrivals.add(arrival);
        waitingBytes += arrival.bytes();
        changed.signalAll();
    }

    /** Waits for arrivals and returns those that are to be written together; empty when there will be none any more. */
    List<Arrival> next() {
        lock.lock();
        try {
            while ((arrivals.isEmpty() || mode == Mode.HOLDING) && !closed) {
                changed.awaitUninterruptibly();
            }
            var group = new ArrayList<Arrival>();
            long bytes = 0;
            while (!arrivals.isEmpty() && bytes < settings.segmentSize().bytes()) {
                bytes += arrivals.peek().bytes();
                group.add(arrivals.remove());
            }
            writing = !group.isEmpty();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Says that a group is on disk, or will never be. */
    void written(List<Arrival> group) {
        lock.lock();
        try {
            writing = false;
            waitingBytes -= group.stream().mapToLong(Arrival::bytes).sum();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to bring to the database; returns false when the spool is closed. */
    boolean awaitWork() {
        lock.lock();
        try {
            while (mode == Mode.DIRECT && !closed) {
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a while, unless the spool is closed. */
    void pause(Duration time) {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (nanos > 0 && !closed) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what arrives from now on in memory; returns when nothing is being written. */
    void hold() {
        lock.lock();
        try {
            mode = closed ? mode : Mode.HOLDING;
            while (writing) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was held, and what arrives, to the spool. */
    void resume() {
        lock.lock();
        try {
            mode = mode == Mode.HOLDING ? Mode.SPOOLING : mode;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets events go to the database again, if none are held or on their way into the spool. */
    void open() {
        lock.lock();
        try {
            if (!closed && arrivals.isEmpty() && !writing && files.content().events() == 0) {
                direct();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets events go to the database again, and returns those that were held. */
    List<Arrival> release() {
        lock.lock();
        try {
            if (mode != Mode.HOLDING) {
                return List.of();
            }
            List<Arrival> held = List.copyOf(arrivals);
            arrivals.clear();
            waitingBytes = 0;
            direct();
            return held;
        } finally {
            lock.unlock();
        }
    }

    private void direct() {
        mode = Mode.DIRECT;
        full = false;
        counts.outageEnded();
    }

    /** Takes no more; what waits is still written. */
    void close() {
        lock.lock();
        try {
            closed = true;
            mode = mode == Mode.HOLDING ? Mode.SPOOLING : mode;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
