package io.auditdb.api.storage;

import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventQuery;
import java.util.stream.Stream;

/** Cold storage for whole partitions, verified before anything is dropped. Safe for use by many threads. */
public interface Archive {
    /** Writes a partition to cold storage and checks what was written against the log; idempotent. */
    void store(String partition);

    /** Puts an archived partition back into the database. */
    void restore(String partition);

    /** Returns archived events that match, newest first. */
    Stream<RecordedEvent> query(EventQuery query);
}
