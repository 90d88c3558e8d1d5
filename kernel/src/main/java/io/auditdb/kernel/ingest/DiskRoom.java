package io.auditdb.kernel.ingest;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.DataSize;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the intake of events before the disk of the platform's directory is full: keys, state, the spool and an embedded
 * database are on it, and none of them gets over a write that did not fit as well as a caller gets over being told to come
 * again. The platform's own records are taken in all the same, so that making room is on record. Safe for use by many threads.
 */
public final class DiskRoom {
    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();
    private static final long MEGABYTE = 1 << 20;

    /** Intake goes on when a tenth more than the limit is free, so that what comes and goes does not make it flicker. */
    private static final double AGAIN = 1.1;

    private final LongSupplier free;
    private final LongSupplier nanoTime;
    private final long limit;
    private final AtomicLong lookedAt;
    private final LongAdder refused = new LongAdder();
    private volatile long left;
    private volatile boolean isShort;

    /**
     * Keeps so much free; nothing with 0.
     *
     * @param free how many bytes are free now
     * @param nanoTime as {@link System#nanoTime()}
     */
    public DiskRoom(LongSupplier free, DataSize limit, LongSupplier nanoTime) {
        this.free = free;
        this.limit = limit.bytes();
        this.nanoTime = nanoTime;
        this.lookedAt = new AtomicLong(nanoTime.getAsLong() - LOOK_NANOS);
    }

    /**
     * Looks at most twice a second.
     *
     * @throws AuditDbException {@code DISK_FULL}, with a retry time, when there is too little room
     */
    public void require() {
        if (isShort()) {
            refused.increment();
            throw new AuditDbException(
                    StandardErrorCode.DISK_FULL, problem() + "; nothing was stored", RETRY_AFTER, null);
        }
    }

    /** Returns whether there is too little room. */
    public boolean isShort() {
        long last = lookedAt.get();
        long now = nanoTime.getAsLong();
        if (limit > 0 && now - last >= LOOK_NANOS && lookedAt.compareAndSet(last, now)) {
            look();
        }
        return isShort;
    }

    private void look() {
        left = free.getAsLong();
        boolean now = left < (isShort ? limit * AGAIN : limit);
        if (now != isShort) {
            isShort = now;
            if (now) {
                LOG.error("No events are taken in: {}", problem());
            } else {
                LOG.info("Events are taken in again: there is room on the disk");
            }
        }
    }

    /** Returns what is wrong, while it is. */
    public String problem() {
        return "The disk that var/ is on has " + left / MEGABYTE + " MB left, and " + limit / MEGABYTE
                + " are kept free (ingest.min-free-disk)";
    }

    /** Returns how many requests were refused. */
    public long refused() {
        return refused.sum();
    }
}
