package io.auditdb.kernel.query;

import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads that have one answer each, wherever it comes from. Safe for use by many threads. */
public interface Reads {
    /**
     * Returns one page; no tenants means all.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} when the query cannot be run
     */
    EventPage page(EventQuery query);

    /** Returns the event of this id within these tenants; no tenants means all. */
    Optional<RecordedEvent> find(Set<String> tenants, UUID id);
}
