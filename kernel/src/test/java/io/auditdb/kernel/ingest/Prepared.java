package io.auditdb.kernel.ingest;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.kernel.event.EventFields;
import io.auditdb.kernel.event.Events;
import io.auditdb.kernel.event.LedgerEntry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Events that are ready to be stored. */
final class Prepared {
    private Prepared() {}

    /** An event that weighs so many bytes. */
    static PreparedEvent event(long id, int bytes) {
        AuditEvent event = Events.small().id(new UUID(0, id)).build();
        return new PreparedEvent(event, Events.NOW, new byte[32], new byte[bytes]);
    }

    /** A request of so many events, each of 10 bytes. */
    static Submission submission(int events) {
        return new Submission(
                IntStream.range(0, events).mapToObj(i -> event(i, 10)).toList());
    }

    /** A request of these events. */
    static Submission submission(PreparedEvent... events) {
        return new Submission(List.of(events));
    }

    /** As the preparer makes it, with a secret that differs from event to event. */
    static PreparedEvent of(AuditEvent event, int secret) {
        byte[] bytes = new byte[LedgerEntry.SECRET_BYTES];
        bytes[0] = (byte) secret;
        Instant recordedAt = Events.NOW.plusSeconds(secret);
        EventFields fields = EventFields.of(event, recordedAt);
        return new PreparedEvent(
                event,
                recordedAt,
                LedgerEntry.of(event, recordedAt, bytes).leaf(),
                EventRow.encode(fields, bytes, null));
    }
}
