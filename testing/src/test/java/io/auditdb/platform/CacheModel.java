package io.auditdb.platform;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What readers have to find: which events were acknowledged, and redacted, and when. Safe for use by many threads. */
final class CacheModel {
    private final ConcurrentLinkedQueue<Known> events = new ConcurrentLinkedQueue<>();
    private final Map<UUID, Long> redacted = new ConcurrentHashMap<>();

    private final Set<UUID> taken = ConcurrentHashMap.newKeySet();

    private record Known(AuditEvent event, long acknowledged) {}

    /** Says that an event was acknowledged just now. */
    void acknowledged(AuditEvent event) {
        events.add(new Known(event, System.nanoTime()));
    }

    /** Says that the outcome of an event was redacted, and that this was acknowledged just now. */
    void redacted(UUID id) {
        redacted.put(id, System.nanoTime());
    }

    /** Returns some event that was not returned before; empty when it cannot find one. */
    Optional<AuditEvent> another(int number) {
        List<Known> all = List.copyOf(events);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(number % all.size()).event()).filter(it -> taken.add(it.id()));
    }

    /**
     * Returns what is wrong with an answer; empty when nothing is.
     *
     * @param asOf nano time: everything acknowledged before has to be seen
     */
    Optional<String> fault(EventQuery query, List<RecordedEvent> answer, long asOf) {
        var found = new HashMap<UUID, RecordedEvent>();
        for (RecordedEvent event : answer) {
            if (!belongs(event.event(), query)) {
                return Optional.of("holds " + event.event().id() + ", which was not asked for");
            }
            found.put(event.event().id(), event);
        }
        for (Known known : events) {
            if (known.acknowledged() - asOf >= 0 || !belongs(known.event(), query)) {
                continue;
            }
            RecordedEvent event = found.get(known.event().id());
            if (event == null) {
                return Optional.of(
                        "lacks " + known.event().id() + " of " + known.event().occurredAt() + ", acknowledged "
                                + (asOf - known.acknowledged()) / 1_000_000 + " ms before");
            }
            Long at = redacted.get(known.event().id());
            if (at != null && at - asOf < 0 && !event.redacted().contains("outcome")) {
                return Optional.of("shows " + known.event().id() + " as it was before it was redacted, "
                        + (asOf - at) / 1_000_000 + " ms before");
            }
        }
        return Optional.empty();
    }

    private static boolean belongs(AuditEvent event, EventQuery query) {
        Instant at = event.occurredAt().toInstant();
        return query.tenants().contains(event.tenant())
                && query.from().map(it -> !at.isBefore(it)).orElse(true)
                && query.to().map(at::isBefore).orElse(true)
                && query.subject()
                        .map(event.subject().orElseThrow().id()::equals)
                        .orElse(true)
                && query.principal()
                        .map(event.principal().orElseThrow().id()::equals)
                        .orElse(true)
                && query.targetId()
                        .map(event.target().orElseThrow().id()::equals)
                        .orElse(true);
    }
}
