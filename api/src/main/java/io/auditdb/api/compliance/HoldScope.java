package io.auditdb.api.compliance;

import java.time.Instant;

/**
 * Which events a legal hold keeps: those that match everything that is named. What is null is left open; at least one
 * part has to be named.
 *
 * @param tenant the organisation
 * @param principal the id of who acted
 * @param subject the id of whose data it is
 * @param targetType the type of what it was done to
 * @param targetId its id
 * @param from the earliest occurredAt, inclusive, to the microsecond
 * @param to the end of occurredAt, exclusive, to the microsecond
 */
public record HoldScope(
        String tenant, String principal, String subject, String targetType, String targetId, Instant from, Instant to) {
    /** Names no person: only which parts are named. */
    @Override
    public String toString() {
        return "HoldScope[tenant=" + tenant + mark(", principal", principal) + mark(", subject", subject)
                + mark(", targetType", targetType) + mark(", targetId", targetId) + ", from=" + from + ", to=" + to
                + "]";
    }

    private static String mark(String name, String value) {
        return value == null ? "" : name;
    }
}
