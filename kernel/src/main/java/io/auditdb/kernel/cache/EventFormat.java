package io.auditdb.kernel.cache;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.bytes.ByteBuilder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Events as bytes: each member in turn, a text as {@link Texts} has it. Safe for use by many threads. */
final class EventFormat {
    private final Json json;

    EventFormat(Json json) {
        this.json = json;
    }

    void write(ByteBuilder bytes, Texts.Writer texts, RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        uuid(bytes, event.id());
        instant(bytes, event.occurredAt().toInstant());
        bytes.int32(event.occurredAt().getOffset().getTotalSeconds());
        texts.write(bytes, event.tenant());
        texts.write(bytes, event.action());
        texts.write(bytes, event.status().name());
        Optional<Principal> principal = event.principal();
        parts(
                bytes,
                texts,
                principal.isPresent(),
                of(principal, Principal::id),
                of(principal, Principal::type),
                of(principal, Principal::name));
        Optional<Subject> subject = event.subject();
        parts(bytes, texts, subject.isPresent(), of(subject, Subject::id), of(subject, Subject::type));
        Optional<Target> target = event.target();
        parts(bytes, texts, target.isPresent(), of(target, Target::type), of(target, Target::id));
        Optional<Session> session = event.session();
        parts(
                bytes,
                texts,
                session.isPresent(),
                of(session, Session::id),
                of(session, Session::ip),
                of(session, Session::userAgent));
        texts.write(bytes, event.purpose().orElse(null));
        texts.write(bytes, event.outcome().orElse(null));
        texts.write(bytes, event.correlationId().orElse(null));
        texts.write(bytes, event.source().orElse(null));
        texts.write(bytes, event.classification().map(Enum::name).orElse(null));
        texts.write(bytes, event.retentionPolicy().orElse(null));
        texts.write(bytes, event.details().isEmpty() ? null : json.write(event.details()));
        instant(bytes, recorded.recordedAt());
        receipt(bytes, texts, recorded.receipt());
        bytes.int32(recorded.redacted().size());
        recorded.redacted().forEach(field -> texts.write(bytes, field));
    }

    private static <T> String of(Optional<T> part, Function<T, String> member) {
        return part.map(member).orElse(null);
    }

    RecordedEvent read(ByteBuffer bytes, Texts.Reader texts) {
        var builder = AuditEvent.builder().id(uuid(bytes));
        Instant occurredAt = instant(bytes);
        builder.occurredAt(OffsetDateTime.ofInstant(occurredAt, ZoneOffset.ofTotalSeconds(bytes.getInt())))
                .tenant(texts.read(bytes))
                .action(texts.read(bytes))
                .status(texts.read(bytes, Status::valueOf));
        parts(bytes, texts, 3).map(it -> new Principal(it[0], it[1], it[2])).ifPresent(builder::principal);
        parts(bytes, texts, 2).map(it -> new Subject(it[0], it[1])).ifPresent(builder::subject);
        parts(bytes, texts, 2).map(it -> new Target(it[0], it[1])).ifPresent(builder::target);
        parts(bytes, texts, 3).map(it -> new Session(it[0], it[1], it[2])).ifPresent(builder::session);
        builder.purpose(texts.read(bytes))
                .outcome(texts.read(bytes))
                .correlationId(texts.read(bytes))
                .source(texts.read(bytes))
                .classification(texts.read(bytes, Classification::valueOf))
                .retentionPolicy(texts.read(bytes));
        Map<String, Object> details = texts.read(bytes, this::details);
        if (details != null) {
            builder.details(details);
        }
        Instant recordedAt = instant(bytes);
        Receipt receipt = receipt(bytes, texts);
        Set<String> redacted = new HashSet<>();
        for (int left = bytes.getInt(); left > 0; left--) {
            redacted.add(texts.read(bytes));
        }
        return new RecordedEvent(builder.build(), recordedAt, receipt, redacted);
    }

    /** As those of an event, which others may have as well without a copy. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> details(String text) {
        var details = (Map<String, Object>) json.read(text);
        return AuditEvent.builder().details(details).build().details();
    }

    private static void receipt(ByteBuilder bytes, Texts.Writer texts, Receipt receipt) {
        texts.write(bytes, receipt.system());
        bytes.int32(receipt.timeline());
        bytes.int64(receipt.lsn());
        bytes.int32(receipt.position().writer());
        bytes.int64(receipt.position().batch());
        bytes.int32(receipt.position().position());
    }

    private static Receipt receipt(ByteBuffer bytes, Texts.Reader texts) {
        return new Receipt(
                texts.read(bytes),
                bytes.getInt(),
                bytes.getLong(),
                new BatchPosition(bytes.getInt(), bytes.getLong(), bytes.getInt()));
    }

    private static void parts(ByteBuilder bytes, Texts.Writer texts, boolean present, String... parts) {
        bytes.write(present ? 1 : 0);
        if (present) {
            for (String part : parts) {
                texts.write(bytes, part);
            }
        }
    }

    private static Optional<String[]> parts(ByteBuffer bytes, Texts.Reader texts, int count) {
        if (bytes.get() == 0) {
            return Optional.empty();
        }
        var parts = new String[count];
        for (int i = 0; i < count; i++) {
            parts[i] = texts.read(bytes);
        }
        return Optional.of(parts);
    }

    static void uuid(ByteBuilder bytes, UUID id) {
        bytes.int64(id.getMostSignificantBits());
        bytes.int64(id.getLeastSignificantBits());
    }

    static UUID uuid(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static void instant(ByteBuilder bytes, Instant instant) {
        bytes.int64(instant.getEpochSecond());
        bytes.int32(instant.getNano());
    }

    private static Instant instant(ByteBuffer bytes) {
        return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
    }
}
