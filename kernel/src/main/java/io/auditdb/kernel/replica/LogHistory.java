package io.auditdb.kernel.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * How far the primary's write-ahead log went at which time, for as long as there is room. What was committed before a time
 * lies below the position that was asked for after it. Times are those of {@link System#nanoTime()}. Safe for use by many
 * threads.
 */
final class LogHistory {
    private static final int MOST = 4096;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private int timeline;

    /** Everything committed before {@code time} lies below {@code position}. */
    record Sample(long time, long position) {}

    /** Adds one that is newer than all before; one of another timeline begins a new history. */
    synchronized void add(int ofTimeline, Sample next) {
        if (ofTimeline != timeline) {
            samples.clear();
            timeline = ofTimeline;
        }
        if (!samples.isEmpty() && samples.getLast().position() == next.position()) {
            samples.removeLast(); // the log has stood still
        }
        samples.addLast(next);
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    /** Returns the primary's timeline; 0 while it is not known. */
    synchronized int timeline() {
        return timeline;
    }

    /** Returns the newest sample; null when there is none. */
    synchronized Sample newest() {
        return samples.peekLast();
    }

    /** Returns the newest sample below which a replica has replayed everything; null when it is further behind. */
    synchronized Sample replayed(long position) {
        for (Iterator<Sample> newestFirst = samples.descendingIterator(); newestFirst.hasNext(); ) {
            Sample sample = newestFirst.next();
            if (sample.position() <= position) {
                return sample;
            }
        }
        return null;
    }

    /** Returns a position below which lies everything committed before a time; empty when there was no look since. */
    synchronized OptionalLong since(long time) {
        OptionalLong found = OptionalLong.empty();
        for (Iterator<Sample> newestFirst = samples.descendingIterator(); newestFirst.hasNext(); ) {
            Sample sample = newestFirst.next();
            if (sample.time() - time < 0) {
                return found;
            }
            found = OptionalLong.of(sample.position());
        }
        return found;
    }
}
