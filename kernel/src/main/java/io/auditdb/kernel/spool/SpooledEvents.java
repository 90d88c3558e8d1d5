package io.auditdb.kernel.spool;

import java.time.Instant;

/**
 * What one caller was told is kept: a record of the spool.
 *
 * @param acceptedAt when, at millisecond precision
 * @param count how many events there are
 * @param events the events, as {@link SpoolFormat} writes them
 */
record SpooledEvents(Instant acceptedAt, int count, byte[] events) {
    /** Holds no events, and ends a file that was written to its end. */
    static final SpooledEvents END = new SpooledEvents(Instant.EPOCH, 0, new byte[0]);
}
