package io.auditdb.kernel.cache;

import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import io.auditdb.api.query.EventPage;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.change.Position;
import io.auditdb.kernel.change.Snapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Answers as bytes. In front stands as of when it is: the instance and its count, for that instance, and the history and
 * the snapshot, for all others. Safe for use by many threads.
 */
final class AnswerFormat {
    /** Another one when anything below changes: then older answers are not read. */
    private static final int VERSION = 0x61646202;

    private final EventFormat events;
    private final UUID instance;

    /** {@code instance} is another one for each process. */
    AnswerFormat(Json json, UUID instance) {
        this.events = new EventFormat(json);
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
        EventFormat.uuid(bytes, instance);
        bytes.int64(answer.position().count());
        bytes.int64(answer.position().time());
        var texts = new Texts.Writer();
        texts.write(bytes, timeline);
        texts.write(bytes, answer.position().snapshot().toString());
        texts.write(bytes, answer.page().next().orElse(null));
        bytes.int32(answer.page().events().size());
        answer.page().events().forEach(event -> events.write(bytes, texts, event));
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
            UUID by = EventFormat.uuid(bytes);
            long count = bytes.getLong();
            long time = bytes.getLong();
            var texts = new Texts.Reader();
            String timeline = texts.read(bytes);
            Snapshot snapshot = Snapshot.parse(texts.read(bytes));
            Position position = by.equals(instance)
                    ? new Position(count, time, snapshot)
                    : elsewhere.position(timeline, snapshot).orElse(null);
            return new Answer(page(bytes, texts), position);
        } catch (UnusableException e) {
            throw e;
        } catch (RuntimeException e) { // whatever a parser throws at bytes that are not its own
            throw new UnusableException("no answer", e);
        }
    }

    private EventPage page(ByteBuffer bytes, Texts.Reader texts) {
        String next = texts.read(bytes);
        int size = bytes.getInt();
        List<RecordedEvent> page = new ArrayList<>(Math.min(size, bytes.remaining()));
        for (int i = 0; i < size; i++) {
            page.add(events.read(bytes, texts));
        }
        if (bytes.hasRemaining()) {
            throw new UnusableException("more than an answer", null);
        }
        return new EventPage(page, next);
    }
}
