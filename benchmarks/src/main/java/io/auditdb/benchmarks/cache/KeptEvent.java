package io.auditdb.benchmarks.cache;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/** An event as an application would keep it in a general cache: its members as plain values. */
record KeptEvent(
        String id,
        OffsetDateTime occurredAt,
        String tenant,
        String action,
        String status,
        String principal,
        String subject,
        String targetType,
        String targetId,
        String purpose,
        String source,
        Map<String, Object> details,
        Instant recordedAt,
        String receipt) {
    static KeptEvent of(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        return new KeptEvent(
                event.id().toString(),
                event.occurredAt(),
                event.tenant(),
                event.action(),
                event.status().name(),
                event.principal().map(it -> it.id()).orElse(null),
                event.subject().map(it -> it.id()).orElse(null),
                event.target().map(it -> it.type()).orElse(null),
                event.target().map(it -> it.id()).orElse(null),
                event.purpose().orElse(null),
                event.source().orElse(null),
                new HashMap<>(event.details()),
                recorded.recordedAt(),
                recorded.receipt().toString());
    }
}
