package io.auditdb.kernel.cache;

import io.auditdb.api.event.AuditEvent;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Events as bytes: each member in turn, a text with its length in front, -1 where there is none. Safe for use by many threads. */
final class EventFormat {
    private final Json json;

    EventFormat(Json json) {
        this.json = json;
    }

    void write(ByteBuilder bytes, RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        uuid(bytes, event.id());
        instant(bytes, event.occurredAt().toInstant());
        bytes.int32(event.occurredAt().getOffset().getTotalSeconds());
        text(bytes, event.tenant());
        text(bytes, event.action());
        text(bytes, event.status().name());
        Optional<Principal> principal = event.principal();
        texts(
                bytes,
                principal.isPresent(),
                of(principal, Principal::id),
                of(principal, Principal::type),
                of(principal, Principal::name));
        Optional<Subject> subject = event.subject();
        texts(bytes, subject.isPresent(), of(subject, Subject::id), of(subject, Subject::type));
        Optional<Target> target = event.target();
        texts(bytes, target.isPresent(), of(target, Target::type), of(target, Target::id));
        Optional<Session> session = event.session();
        texts(
                bytes,
                session.isPresent(),
                of(session, Session::id),
                of(session, Session::ip),
                of(session, Session::userAgent));
        text(bytes, event.purpose().orElse(null));
        text(bytes, event.outcome().orElse(null));
        text(bytes, event.correlationId().orElse(null));
        text(bytes, event.source().orElse(null));
        text(bytes, event.classification().map(Enum::name).orElse(null));
        text(bytes, event.retentionPolicy().orElse(null));
        text(bytes, event.details().isEmpty() ? null : json.write(event.details()));
        instant(bytes, recorded.recordedAt());
        text(bytes, recorded.receipt().toString());
        bytes.int32(recorded.redacted().size());
        recorded.redacted().forEach(field -> text(bytes, field));
    }

    private static <T> String of(Optional<T> part, Function<T, String> member) {
        return part.map(member).orElse(null);
    }

    @SuppressWarnings("unchecked")
    RecordedEvent read(ByteBuffer bytes) {
        var builder = AuditEvent.builder().id(uuid(bytes));
        Instant occurredAt = instant(bytes);
        builder.occurredAt(OffsetDateTime.ofInstant(occurredAt, ZoneOffset.ofTotalSeconds(bytes.getInt())))
                .tenant(text(bytes))
                .action(text(bytes))
                .status(Status.valueOf(text(bytes)));
        texts(bytes, 3).map(it -> new Principal(it[0], it[1], it[2])).ifPresent(builder::principal);
        texts(bytes, 2).map(it -> new Subject(it[0], it[1])).ifPresent(builder::subject);
        texts(bytes, 2).map(it -> new Target(it[0], it[1])).ifPresent(builder::target);
        texts(bytes, 3).map(it -> new Session(it[0], it[1], it[2])).ifPresent(builder::session);
        builder.purpose(text(bytes))
                .outcome(text(bytes))
                .correlationId(text(bytes))
                .source(text(bytes));
        String classification = text(bytes);
        builder.classification(classification == null ? null : Classification.valueOf(classification));
        builder.retentionPolicy(text(bytes));
        String details = text(bytes);
        if (details != null) {
            builder.details((Map<String, Object>) json.read(details));
        }
        Instant recordedAt = instant(bytes);
        Receipt receipt = Receipt.parse(text(bytes));
        Set<String> redacted = new HashSet<>();
        for (int left = bytes.getInt(); left > 0; left--) {
            redacted.add(text(bytes));
        }
        return new RecordedEvent(builder.build(), recordedAt, receipt, redacted);
    }

    private static void texts(ByteBuilder bytes, boolean present, String... texts) {
        bytes.write(present ? 1 : 0);
        if (present) {
            for (String text : texts) {
                text(bytes, text);
            }
        }
    }

    private static Optional<String[]> texts(ByteBuffer bytes, int count) {
        if (bytes.get() == 0) {
            return Optional.empty();
        }
        var texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = text(bytes);
        }
        return Optional.of(texts);
    }

    static void text(ByteBuilder bytes, String text) {
        if (text == null) {
            bytes.int32(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.int32(utf8.length);
        bytes.write(utf8);
    }

    static String text(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        if (length > bytes.remaining()) {
            throw new AnswerFormat.UnusableException("it ends in the middle", null);
        }
        byte[] utf8 = new byte[length];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
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
