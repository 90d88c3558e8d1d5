package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.bytes.Utf8;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What an event states, as UTF-8: what its entry and its row are made of, and what a row is read into. A field that is
 * null is absent.
 *
 * @param idHigh the more significant half of the id
 * @param idLow the other half
 * @param occurredAt microseconds since 1970
 * @param offset by how many minutes the clock that gave {@code occurredAt} was ahead of UTC
 * @param recordedAt microseconds since 1970
 * @param details the top-level members of the details; never null
 */
public record EventFields(
        Utf8 tenant,
        long idHigh,
        long idLow,
        long occurredAt,
        int offset,
        long recordedAt,
        Utf8 action,
        Utf8 status,
        Utf8 principalId,
        Utf8 principalType,
        Utf8 principalName,
        Utf8 subjectId,
        Utf8 subjectType,
        Utf8 targetType,
        Utf8 targetId,
        Utf8 purpose,
        Utf8 outcome,
        Utf8 correlationId,
        Utf8 sessionId,
        Utf8 sessionIp,
        Utf8 sessionUserAgent,
        Utf8 source,
        Utf8 classification,
        Utf8 retentionPolicy,
        List<Member> details) {

    /**
     * A member of an object.
     *
     * @param value its value, as RFC 8785 writes it
     */
    public record Member(Utf8 name, Utf8 value) {}

    /** Takes the fields of an event that is complete. */
    public static EventFields of(AuditEvent event, Instant recordedAt) {
        UUID id = event.id();
        Principal principal = event.principal().orElse(null);
        Subject subject = event.subject().orElse(null);
        Target target = event.target().orElse(null);
        Session session = event.session().orElse(null);
        return new EventFields(
                Utf8.of(event.tenant()),
                id.getMostSignificantBits(),
                id.getLeastSignificantBits(),
                Microseconds.of(event.occurredAt().toInstant()),
                event.occurredAt().getOffset().getTotalSeconds() / 60,
                Microseconds.of(recordedAt),
                Utf8.of(event.action()),
                Utf8.of(EventJson.lower(event.status())),
                principal == null ? null : Utf8.of(principal.id()),
                principal == null ? null : Utf8.of(principal.type()),
                principal == null ? null : Utf8.of(principal.name()),
                subject == null ? null : Utf8.of(subject.id()),
                subject == null ? null : Utf8.of(subject.type()),
                target == null ? null : Utf8.of(target.type()),
                target == null ? null : Utf8.of(target.id()),
                Utf8.of(event.purpose().orElse(null)),
                Utf8.of(event.outcome().orElse(null)),
                Utf8.of(event.correlationId().orElse(null)),
                session == null ? null : Utf8.of(session.id()),
                session == null ? null : Utf8.of(session.ip()),
                session == null ? null : Utf8.of(session.userAgent()),
                Utf8.of(event.source().orElse(null)),
                event.classification().map(it -> Utf8.of(it.name())).orElse(null),
                Utf8.of(event.retentionPolicy().orElse(null)),
                members(event.details()));
    }

    /** Returns the members of an object whose values are as {@link io.auditdb.api.json.Json} describes them. */
    public static List<Member> members(Map<String, Object> object) {
        var members = new ArrayList<Member>(object.size());
        var text = new ByteBuilder(64);
        object.forEach((name, value) -> {
            text.reset();
            CanonicalJson.write(value, text);
            members.add(new Member(Utf8.of(name), Utf8.of(text.toByteArray())));
        });
        return members;
    }
}
