package io.auditdb.kernel.primary;

/**
 * Which database this is; positions of the write-ahead log mean something only together with both.
 *
 * @param system the system identifier, decimal
 * @param timeline the timeline, from 1
 */
public record DatabaseIdentity(String system, int timeline) {}
