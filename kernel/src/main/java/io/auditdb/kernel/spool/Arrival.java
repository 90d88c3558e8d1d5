package io.auditdb.kernel.spool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.Appended;
import io.auditdb.kernel.ingest.AcceptedEvent;
import io.auditdb.kernel.ingest.Overflow;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Events that are to be written to the spool, and the promise made to whoever submitted them. */
record Arrival(Overflow.Submitted submitted, SpooledEvents record, CompletableFuture<List<Appended>> answer) {
    Arrival(Overflow.Submitted submitted, SpooledEvents record) {
        this(submitted, record, new CompletableFuture<>());
    }

    long bytes() {
        return record.events().length;
    }

    /** They are on disk. */
    void spooled() {
        answer.complete(submitted.events().stream()
                .map(AcceptedEvent::event)
                .map(event -> Appended.spooled(event.tenant(), event.id()))
                .toList());
    }

    void refuse(AuditDbException problem) {
        answer.completeExceptionally(problem);
    }
}
