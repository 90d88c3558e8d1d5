package io.auditdb.kernel.ingest;

import io.auditdb.api.event.Appended;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Decides where accepted events go: into the database, or where they wait for it. Safe for use by many threads. */
@FunctionalInterface
public interface Overflow {
    /** Everything goes into the database. */
    Overflow NONE = Submitted::store;

    /** Returns what completes when the events are durable; throws, or fails, as {@link Submitted#store}. */
    CompletableFuture<List<Appended>> submit(Submitted submitted);

    /** Events of one submission, which are stored all or none. */
    interface Submitted {
        /** Returns the events, complete and checked. */
        List<AcceptedEvent> events();

        /** Queues them for the database; may be called again after it failed. */
        CompletableFuture<List<Appended>> store();
    }
}
