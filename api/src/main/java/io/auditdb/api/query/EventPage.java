package io.auditdb.api.query;

import io.auditdb.api.event.RecordedEvent;
import java.util.List;
import java.util.Optional;

/** One page of an answer, newest first. Immutable. */
public final class EventPage {
    private final List<RecordedEvent> events;
    private final String next;

    /** Puts a page together; the list is copied, {@code next} is null on the last page. */
    public EventPage(List<RecordedEvent> events, String next) {
        this.events = List.copyOf(events);
        this.next = next;
    }

    /** Returns the events, at most the query's limit. */
    public List<RecordedEvent> events() {
        return events;
    }

    /** Returns the cursor of the next page; empty when this is the last one. */
    public Optional<String> next() {
        return Optional.ofNullable(next);
    }
}
