package io.auditdb.kernel.ingest;

import java.util.List;
import java.util.UUID;

/**
 * Acknowledged events that a server did not have when it became the primary.
 *
 * @param timeline on which they had been committed
 * @param events which they are, in the order of their commits
 * @param complete whether all of them are named; false when there may have been more than are remembered
 */
public record LostEvents(int timeline, List<Event> events, boolean complete) {
    /** One of them. */
    public record Event(String tenant, UUID id) {}
}
