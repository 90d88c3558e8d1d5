package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.AuditEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a bulk request does with a chunk of its events, all or none. */
@FunctionalInterface
interface ChunkWork {
    /** Returns what becomes of each event, in the same order; fails as an append does. */
    CompletableFuture<List<Outcome>> start(List<AuditEvent> events);

    /**
     * What became of one event.
     *
     * @param spooled whether it is on disk only, and not in the database yet
     * @param receipt null when nothing was stored, or not yet
     */
    record Outcome(boolean duplicate, boolean spooled, String receipt) {}

    /** Stores them. */
    static ChunkWork append(AuditDatabase view, Acknowledgement level) {
        return events -> view.submit(events, level)
                .thenApply(appended -> appended.stream()
                        .map(one -> new Outcome(
                                one.duplicate(),
                                one.isSpooled(),
                                one.isSpooled() ? null : one.receipt().toString()))
                        .toList());
    }

    /** Only says what storing them would do. */
    static ChunkWork check(AuditDatabase view) {
        return events -> CompletableFuture.completedFuture(view.check(events).stream()
                .map(duplicate -> new Outcome(duplicate, false, null))
                .toList());
    }
}
