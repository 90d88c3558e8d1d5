package io.auditdb.plugin.cachelocal;

import java.util.concurrent.atomic.LongAdder;

/** How large answers are that come onto the heap, the last few hundred of them. Safe for use by many threads. */
final class Arrivals {
    /** What an answer takes beside its bytes: its key, and objects around both. */
    private static final int OVERHEAD = 512;
    /** After how many they are counted; each count weighs an eighth more than the one before. */
    private static final int ENOUGH = 32;

    private static final double FADING = 7.0 / 8;

    private final LongAdder arrived = new LongAdder();
    private final LongAdder arrivedBytes = new LongAdder();
    private double counted;
    private double countedBytes;
    private volatile long meanBytes = OVERHEAD;

    void add(int bytes) {
        arrivedBytes.add(bytes);
        arrived.increment();
    }

    boolean areEnough() {
        return arrived.sum() >= ENOUGH;
    }

    synchronized void count() {
        counted = counted * FADING + arrived.sumThenReset();
        countedBytes = countedBytes * FADING + arrivedBytes.sumThenReset();
        meanBytes = OVERHEAD + Math.round(countedBytes / Math.max(1, counted));
    }

    /** Returns what an answer takes on the heap on average. */
    long meanBytes() {
        return meanBytes;
    }
}
