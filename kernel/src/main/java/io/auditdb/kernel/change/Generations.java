package io.auditdb.kernel.change;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When what answers depend on has changed last. Changes are counted; each leaves its count in some cells of two arrays of
 * fixed size, where those of others may be overwritten by it, never by an older one. So it is never missed that something
 * changed; that it did is now and then believed of what did not. One thread applies, any may ask.
 *
 * <p>Most events are of the moment they arrive in, and answers about time that is over need not hear of them. So there are
 * cells for whatever changes, and others, by time, for what is older than {@code settling} when it arrives.
 */
final class Generations {
    /** Each time is kept in buckets of 64 minutes, 34 hours, 45 days, 4 years, and as all of time. */
    private static final int[] SHIFTS = {6, 11, 16, 21, 32};

    /** An answer is compared with at most so many buckets, of the smallest size that allows it. */
    private static final int MOST_BUCKETS = 32;

    private static final long ORDERED = 0x6f72646572L;

    private final AtomicLongArray present;
    private final AtomicLongArray past;
    private final int mask;
    private final Duration settling;
    private volatile long floor;

    /**
     * Knows of no change.
     *
     * @param cells how many cells each array has, rounded up to a power of two
     */
    Generations(int cells, Duration settling) {
        int size = Integer.highestOneBit(Math.max(cells, 1024) - 1) << 1;
        this.present = new AtomicLongArray(size);
        this.past = new AtomicLongArray(size);
        this.mask = size - 1;
        this.settling = settling;
    }

    /** Says that no older answer holds. */
    void forgetAll(long count) {
        floor = count;
    }

    /**
     * Takes changes in.
     *
     * @param pairs as {@link Changes#toByteArray}
     * @param count a larger one than before
     * @param now milliseconds since 1970, never smaller than before
     */
    void apply(byte[] pairs, long count, long now) {
        int settled = settled(now);
        ByteBuffer bytes = ByteBuffer.wrap(pairs);
        while (bytes.remaining() >= Long.BYTES) {
            apply(bytes.getInt(), bytes.getInt(), count, settled);
        }
    }

    private int settled(long now) {
        return (int) Math.floorDiv(now - settling.toMillis(), 60_000L);
    }

    private void apply(int minute, int number, long count, int settled) {
        if (minute == Changes.ALWAYS) {
            if (number == Changes.ANYTHING) {
                floor = count;
            } else {
                past.setRelease(cell(number, ORDERED), count);
            }
            return;
        }
        present.setRelease(cell(number, 0), count);
        if (minute > settled) {
            return;
        }
        int last = number == Changes.ANYTHING ? minute + Changes.STEP - 1 : minute;
        for (int shift : SHIFTS) {
            for (long step = (long) minute >> shift; step <= (long) last >> shift; step++) {
                past.setRelease(cell(number, bucket(step, shift)), count);
            }
        }
    }

    private static long bucket(long step, int shift) {
        return ((long) shift << 40) | (step & 0xFF_FFFF_FFFFL);
    }

    private int cell(int number, long salt) {
        long mixed = (number * 0x9E37_79B9_7F4A_7C15L ^ salt) * 0xBF58_476D_1CE4_E5B9L;
        mixed ^= mixed >>> 29;
        mixed *= 0x94D0_49BB_1331_11EBL;
        return (int) (mixed >>> 32) & mask;
    }

    /**
     * Returns whether an answer still holds.
     *
     * @param count what had been counted before the answer was looked for
     * @param time when that had been counted, in milliseconds since 1970
     */
    boolean holds(Dependency on, long count, long time) {
        if (count < floor
                || changedPast(on.tenant(), ORDERED, count)
                || changedPast(on.type(), ORDERED, count)
                || changedPast(on.number(), ORDERED, count)) {
            return false;
        }
        if (!isSettled(on, time)
                && (present.getAcquire(cell(on.number(), 0)) > count
                        || present.getAcquire(cell(Changes.ANYTHING, 0)) > count)) {
            return false;
        }
        return !changedRange(on, count);
    }

    /** Returns whether what an answer is about was over at a time, so that whatever comes of it comes late. */
    boolean isSettled(Dependency on, long time) {
        return on.to() <= settled(time);
    }

    private boolean changedRange(Dependency on, long count) {
        int shift = shift(on);
        for (long step = (long) on.from() >> shift; step <= (long) on.to() >> shift; step++) {
            long bucket = bucket(step, shift);
            if (changedPast(on.number(), bucket, count) || changedPast(Changes.ANYTHING, bucket, count)) {
                return true;
            }
        }
        return false;
    }

    private static int shift(Dependency on) {
        for (int shift : SHIFTS) {
            if (((long) on.to() >> shift) - ((long) on.from() >> shift) < MOST_BUCKETS) {
                return shift;
            }
        }
        return SHIFTS[SHIFTS.length - 1];
    }

    private boolean changedPast(int number, long salt, long count) {
        return past.getAcquire(cell(number, salt)) > count;
    }
}
