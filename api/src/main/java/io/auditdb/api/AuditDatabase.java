package io.auditdb.api;

import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The audit database: append events, find them again. Safe for use by many threads. Provided by the host; a plugin gets
 * it from its context, an embedding application from the kernel.
 *
 * <p>The instance that the host hands out may do everything, in the name of the platform. {@link #as(Access)} gives the
 * view of one caller, which is what everything that serves callers must use: it enforces rights and tenants, and
 * records each read in the tenant {@code _system}.
 *
 * <p>All methods throw {@link io.auditdb.api.error.AuditDbException}: {@code FORBIDDEN} when the view may not do this,
 * {@code DATABASE_UNAVAILABLE} with a retry time while the database is away, {@code STOPPING} when the platform closes.
 */
public interface AuditDatabase {
    /** The tenant of the platform's own events. Only the platform appends to it. */
    String SYSTEM_TENANT = "_system";

    /** Returns this database as {@code access} may see it. Cheap; keeps no state. */
    AuditDatabase as(Access access);

    /**
     * Appends one event and waits until it is durable: committed and flushed to disk by the primary, or, where the
     * platform keeps a spool and the primary is away, {@linkplain Appended#isSpooled() spooled}.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_EVENT} with every fault, {@code TOO_LARGE}, {@code
     *     CONFLICT} when the id belongs to another event, {@code QUEUE_FULL}, {@code DISK_FULL}; in each case nothing was stored
     */
    default Appended append(AuditEvent event) {
        return append(List.of(event)).get(0);
    }

    /**
     * Appends several events, all or none, and waits until they are durable.
     *
     * @param events at most {@code ingest.max-request-events}; faults are reported below {@code /0}, {@code /1}, …
     * @return one answer per event, in the same order
     * @throws io.auditdb.api.error.AuditDbException as {@link #append(AuditEvent)}
     */
    List<Appended> append(List<AuditEvent> events);

    /**
     * Appends several events, all or none, and waits until they have come as far as {@code level} says.
     *
     * @throws io.auditdb.api.error.AuditDbException as {@link #append(List)}; and {@code TIMEOUT} when the events are
     *     durable, but did not come further within {@code ledger.seal-timeout}
     */
    List<Appended> append(List<AuditEvent> events, Acknowledgement level);

    /**
     * Appends several events, all or none, without waiting. Validation happens here, in the caller's thread; when the
     * queue is full this blocks up to {@code ingest.enqueue-timeout}.
     *
     * @return completes when the events are durable, or exceptionally as {@link #append(List)} would throw. Dependent
     *     stages run on the platform's threads and must not block.
     */
    CompletableFuture<List<Appended>> submit(List<AuditEvent> events);

    /**
     * Appends several events, all or none, without waiting.
     *
     * @return completes when the events have come as far as {@code level} says, or exceptionally as {@link
     *     #append(List, Acknowledgement)} would throw; otherwise as {@link #submit(List)}
     */
    CompletableFuture<List<Appended>> submit(List<AuditEvent> events, Acknowledgement level);

    /**
     * Says what an append of these events would do, and stores nothing.
     *
     * @param events as for {@link #append(List)}
     * @return for each event whether it is stored already, in the same order
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_EVENT}, {@code TOO_LARGE} or {@code CONFLICT}, as
     *     {@link #append(List)}
     */
    List<Boolean> check(List<AuditEvent> events);

    /**
     * Runs several appends and the caller's own statements in one transaction of the platform's writing role, committed
     * together when {@code work} returns and rolled back when it throws.
     *
     * @throws io.auditdb.api.error.AuditDbException as {@link #append(List)}; what {@code work} throws passes unchanged
     */
    <R> R transaction(TransactionWork<R> work) throws Exception;

    /**
     * Appends within a transaction that belongs to the caller, for embedded use: the events exist if and only if the
     * caller commits. The connection must be to the platform's database, not in autocommit, and its role must have been
     * granted the writing role. Nothing is acknowledged before the caller's commit, so the receipts carry no lsn.
     *
     * @throws io.auditdb.api.error.AuditDbException as {@link #append(List)}; the caller should then roll back
     */
    List<Appended> append(Connection transaction, List<AuditEvent> events);

    /**
     * Returns one page of what {@code query} asks for.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} for an impossible limit or cursor
     */
    EventPage query(EventQuery query);

    /**
     * Returns everything that {@code query} asks for, fetched page by page while it is consumed, so that memory stays
     * bounded and no connection is held in between. {@link EventQuery#limit()} is the size of the steps. The stream is
     * sequential; closing it early is enough to stop.
     */
    Stream<RecordedEvent> stream(EventQuery query);

    /**
     * Returns the event with this id.
     *
     * @param tenant its tenant; null to look in every tenant the caller may read
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when {@code tenant} is null and several tenants
     *     have an event of this id
     */
    Optional<RecordedEvent> find(String tenant, UUID id);
}
