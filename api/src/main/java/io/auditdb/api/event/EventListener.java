package io.auditdb.api.event;

import java.util.List;

/**
 * Learns of events after they are durable. Called on a thread of the listener's own plugin, batch by batch, in the order
 * each writer committed. When the listener is slower than the appends, batches wait up to {@code
 * ingest.listener-queue}; beyond that they are skipped for this listener, counted and logged, never held back for others.
 */
@FunctionalInterface
public interface EventListener {
    /** These events are durable. The list is unmodifiable. */
    void appended(List<RecordedEvent> events);
}
