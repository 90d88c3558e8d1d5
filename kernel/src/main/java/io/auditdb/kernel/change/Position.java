package io.auditdb.kernel.change;

/**
 * How much of what was changed is known.
 *
 * @param count how many changes had been counted
 * @param time when they were, in milliseconds since 1970
 * @param snapshot which transactions could be seen then
 */
public record Position(long count, long time, Snapshot snapshot) {}
