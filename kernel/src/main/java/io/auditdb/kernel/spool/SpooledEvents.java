package io.auditdb.kernel.spool;

import java.time.Instant;

/**
 * What one caller was told is kept: a record of the spool.
 *
 * @param acceptedAt when, at millisecond precision
 * @param count how many events there are
 * @param events the events, as {@link SpoolFormat} writes them
 */
record SpooledEvents(Instant acceptedAt, int count, byte[] events) {}
