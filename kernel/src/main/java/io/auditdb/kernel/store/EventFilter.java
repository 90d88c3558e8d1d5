package io.auditdb.kernel.store;

import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * What a page is selected by, in the terms of the table. Everything but tenants and limit may be null.
 *
 * @param action exact action
 * @param actionPattern pattern for LIKE, when the action has wild cards
 * @param cursorTime with cursorId and cursorTenant: the last row of the page before
 */
public record EventFilter(
        String[] tenants,
        OffsetDateTime from,
        OffsetDateTime to,
        String principal,
        String subject,
        String action,
        String actionPattern,
        String targetType,
        String targetId,
        String status,
        String classification,
        String correlationId,
        String text,
        OffsetDateTime cursorTime,
        UUID cursorId,
        String cursorTenant,
        int limit) {}
