package io.auditdb.kernel.query;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.Transaction;
import io.auditdb.api.TransactionWork;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.ingest.DiskRoom;
import io.auditdb.kernel.ingest.Ingest;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.SealWatch;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** The audit database as the host itself sees it. */
public final class EventDatabase implements AuditDatabase {
    private final Ingest ingest;
    private final DiskRoom disk;
    private final Function<EventQuery, Stream<RecordedEvent>> streams;
    private final Reads answers;
    private final ConnectionManager connections;
    private final SystemLog systemLog;
    private final SealWatch seals;
    private final OperationTimes times;

    /** Puts the ways in and out together; {@code answers} may come from caches. */
    public EventDatabase(
            Ingest ingest,
            DiskRoom disk,
            Function<EventQuery, Stream<RecordedEvent>> streams,
            Reads answers,
            ConnectionManager connections,
            SystemLog systemLog,
            SealWatch seals,
            Metrics metrics) {
        this.ingest = ingest;
        this.disk = disk;
        this.streams = streams;
        this.answers = answers;
        this.connections = connections;
        this.systemLog = systemLog;
        this.seals = seals;
        this.times = new OperationTimes(metrics);
    }

    @Override
    public AuditDatabase as(Access access) {
        return new RestrictedDatabase(this, access, systemLog);
    }

    @Override
    public List<Appended> append(List<AuditEvent> events) {
        admit(events);
        return times.append().time(() -> ingest.append(events));
    }

    @Override
    public CompletableFuture<List<Appended>> submit(List<AuditEvent> events) {
        admit(events);
        return times.appended(ingest.submit(events));
    }

    @Override
    public List<Appended> append(List<AuditEvent> events, Acknowledgement level) {
        if (level == Acknowledgement.DURABLE) {
            return append(events);
        }
        admit(events);
        return seals.awaitSealed(times.append().time(() -> ingest.await(ingest.submitToDatabase(events))));
    }

    @Override
    public CompletableFuture<List<Appended>> submit(List<AuditEvent> events, Acknowledgement level) {
        if (level == Acknowledgement.DURABLE) {
            return submit(events);
        }
        admit(events);
        return times.appended(ingest.submitToDatabase(events)).thenCompose(seals::sealed);
    }

    @Override
    public List<Boolean> check(List<AuditEvent> events) {
        refuseSystemTenant(events);
        return ingest.check(events);
    }

    @Override
    public <R> R transaction(TransactionWork<R> work) throws Exception {
        try (Connection connection = connections.connection(ConnectionManager.Purpose.WRITE)) {
            connection.setAutoCommit(false);
            try {
                R result = work.run(new OpenTransaction(connection, this));
                connection.commit();
                ingest.committed();
                return result;
            } catch (Exception e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private record OpenTransaction(Connection connection, EventDatabase database) implements Transaction {
        @Override
        public List<Appended> append(List<AuditEvent> events) {
            return database.append(connection, events);
        }
    }

    @Override
    public List<Appended> append(Connection transaction, List<AuditEvent> events) {
        admit(events);
        return ingest.append(transaction, events);
    }

    @Override
    public EventPage query(EventQuery query) {
        return times.query().time(() -> answers.page(query));
    }

    @Override
    public Stream<RecordedEvent> stream(EventQuery query) {
        long start = System.nanoTime();
        return streams.apply(query).onClose(() -> times.stream().record(System.nanoTime() - start));
    }

    @Override
    public Optional<RecordedEvent> find(String tenant, UUID id) {
        return find(tenant == null ? Set.of() : Set.of(tenant), id);
    }

    Optional<RecordedEvent> find(Set<String> tenants, UUID id) {
        return times.find().time(() -> answers.find(tenants, id));
    }

    private void admit(List<AuditEvent> events) {
        refuseSystemTenant(events);
        disk.require();
    }

    private static void refuseSystemTenant(List<AuditEvent> events) {
        var faults = new ArrayList<Fault>();
        for (int i = 0; i < events.size(); i++) {
            if (SYSTEM_TENANT.equals(events.get(i).tenant())) {
                faults.add(new Fault((events.size() == 1 ? "" : "/" + i) + "/tenant", "is the platform's own"));
            }
        }
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_EVENT, "The events cannot be accepted", faults);
        }
    }
}
