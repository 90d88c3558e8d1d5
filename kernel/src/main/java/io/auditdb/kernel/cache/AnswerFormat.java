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
import io.auditdb.api.query.EventPage;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.cache.change.Position;
import io.auditdb.kernel.cache.change.Snapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Answers as bytes. In front stands as of when it is: the instance and its count, for that instance, and the history and
 * the snapshot, for all others. Safe for use by many threads.
 */
final class AnswerFormat {
    /** Another one when anything below changes: then older answers are not read. */
    private static final int VERSION = 0x61646201;

    private final Json json;
    private final UUID instance;

    /** {@code instance} is another one for each process. */
    AnswerFormat(Json json, UUID instance) {
        this.json = json;
        this.instance = instance;
    }

    /** Where positions of other instances are looked up. */
    interface Elsewhere {
        Optional<Position> position(String timeline, Snapshot snapshot);
    }

    /** Bytes that are no answer of this version. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    byte[] write(Answer answer, String timeline) {
        var bytes = new ByteBuilder(1024);
        bytes.int32(VERSION);
        uuid(bytes, instance);
        bytes.int64(answer.position().count());
        bytes.int64(answer.position().time());
        text(bytes, timeline);
        text(bytes, answer.position().snapshot().toString());
        text(bytes, answer.page().next().orElse(null));
        bytes.int32(answer.page().events().size());
        answer.page().events().forEach(event -> write(bytes, event));
        return bytes.toByteArray();
    }

    /**
     * Reads an answer; its position is null when nothing here corresponds to it.
     *
     * @throws UnusableException when these are the bytes of something else
     */
    Answer read(byte[] from, Elsewhere elsewhere) {
        ByteBuffer bytes = ByteBuffer.wrap(from);
        try {
            if (bytes.getInt() != VERSION) {
                throw new UnusableException("an answer of another version", null);
            }
            UUID by = uuid(bytes);
            long count = bytes.getLong();
            long time = bytes.getLong();
            String timeline = text(bytes);
            Snapshot snapshot = Snapshot.parse(text(bytes));
            Position position = by.equals(instance)
                    ? new Position(count, time, snapshot)
                    : elsewhere.position(timeline, snapshot).orElse(null);
            return new Answer(page(bytes), position);
        } catch (UnusableException e) {
            throw e;
        } catch (RuntimeException e) { // whatever a parser throws at bytes that are not its own
            throw new UnusableException("no answer", e);
        }
    }

    private EventPage page(ByteBuffer bytes) {
        String next = text(bytes);
        int size = bytes.getInt();
        List<RecordedEvent> events = new ArrayList<>(Math.min(size, bytes.remaining()));
        for (int i = 0; i < size; i++) {
            events.add(event(bytes));
        }
        if (bytes.hasRemaining()) {
            throw new UnusableException("more than an answer", null);
        }
        return new EventPage(events, next);
    }

    private void write(ByteBuilder bytes, RecordedEvent recorded) {
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

    private static <T> String of(Optional<T> part, java.util.function.Function<T, String> member) {
        return part.map(member).orElse(null);
    }

    @SuppressWarnings("unchecked")
    private RecordedEvent event(ByteBuffer bytes) {
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

    private static void text(ByteBuilder bytes, String text) {
        if (text == null) {
            bytes.int32(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.int32(utf8.length);
        bytes.write(utf8);
    }

    private static String text(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        if (length > bytes.remaining()) {
            throw new UnusableException("it ends in the middle", null);
        }
        byte[] utf8 = new byte[length];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void uuid(ByteBuilder bytes, UUID id) {
        bytes.int64(id.getMostSignificantBits());
        bytes.int64(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer bytes) {
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
