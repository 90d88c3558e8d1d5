package io.auditdb.kernel.spool;

import io.auditdb.api.event.Appended;
import io.auditdb.kernel.ingest.AcceptedEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where events go that were spooled. */
@FunctionalInterface
public interface Destination {
    /** Stores events, all or none, those it knows already not again; throws, or fails, as an append does. */
    CompletableFuture<List<Appended>> store(List<AcceptedEvent> events);
}
