package io.auditdb.api.compliance;

import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import java.time.Instant;

/**
 * Which events a legal hold keeps: those that match everything that is named, as a query would find them. What is null is
 * left open; at least one part has to be named.
 *
 * @param tenant the organisation
 * @param principal the id of who acted
 * @param subject the id of whose data it is
 * @param targetType the type of what it was done to
 * @param targetId its id
 * @param from the earliest occurredAt, inclusive, to the microsecond
 * @param to the end of occurredAt, exclusive, to the microsecond
 * @param action what was done, with {@code *} for any run of characters
 * @param status how it ended
 * @param classification how sensitive it is
 * @param correlationId what ties events together
 * @param text words that all occur in the details
 */
public record HoldScope(
        String tenant,
        String principal,
        String subject,
        String targetType,
        String targetId,
        Instant from,
        Instant to,
        String action,
        Status status,
        Classification classification,
        String correlationId,
        String text) {
    /** Names whose events, and when. */
    public HoldScope(
            String tenant,
            String principal,
            String subject,
            String targetType,
            String targetId,
            Instant from,
            Instant to) {
        this(tenant, principal, subject, targetType, targetId, from, to, null, null, null, null, null);
    }

    /** Names no person: only which parts are named. */
    @Override
    public String toString() {
        return "HoldScope[tenant=" + tenant + mark(", principal", principal) + mark(", subject", subject)
                + mark(", targetType", targetType) + mark(", targetId", targetId) + ", from=" + from + ", to=" + to
                + ", action=" + action + ", status=" + status + ", classification=" + classification
                + mark(", correlationId", correlationId) + mark(", text", text) + "]";
    }

    private static String mark(String name, String value) {
        return value == null ? "" : name;
    }
}
