package io.auditdb.kernel.change;

/**
 * How much of what was changed is known.
 *
 * @param count how many changes had been counted
 * @param time when they were, in milliseconds since 1970
 * @param snapshot which transactions could be seen then
 * @param log a position of the write-ahead log below which all of them were committed; {@link #UNKNOWN} when that was not
 *     asked
 */
public record Position(long count, long time, Snapshot snapshot, long log) {
    /** No replica is known to have replayed so much. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    /** One of which it is not known where in the write-ahead log it lies. */
    public Position(long count, long time, Snapshot snapshot) {
        this(count, time, snapshot, UNKNOWN);
    }
}
