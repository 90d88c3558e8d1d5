package io.auditdb.kernel.query;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.Transaction;
import io.auditdb.api.TransactionWork;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorCode;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.security.AccessGuard;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The audit database as one caller sees it: rights and tenants are enforced, reads are recorded. */
final class RestrictedDatabase implements AuditDatabase {
    private static final Set<ErrorCode> NEVER_READ =
            Set.of(StandardErrorCode.INVALID_REQUEST, StandardErrorCode.OVERLOADED);

    private final EventDatabase database;
    private final Access access;
    private final SystemLog systemLog;
    private final AccessGuard guard = new AccessGuard();

    RestrictedDatabase(EventDatabase database, Access access, SystemLog systemLog) {
        this.database = database;
        this.access = access;
        this.systemLog = systemLog;
    }

    @Override
    public AuditDatabase as(Access other) {
        return database.as(other);
    }

    @Override
    public List<Appended> append(List<AuditEvent> events) {
        return database.append(allowed(events));
    }

    @Override
    public CompletableFuture<List<Appended>> submit(List<AuditEvent> events) {
        return database.submit(allowed(events));
    }

    @Override
    public List<Appended> append(List<AuditEvent> events, Acknowledgement level) {
        return database.append(allowed(events), level);
    }

    @Override
    public CompletableFuture<List<Appended>> submit(List<AuditEvent> events, Acknowledgement level) {
        return database.submit(allowed(events), level);
    }

    @Override
    public List<Boolean> check(List<AuditEvent> events) {
        return database.check(allowed(events));
    }

    @Override
    public <R> R transaction(TransactionWork<R> work) throws Exception {
        return database.transaction(transaction -> work.run(new Transaction() {
            @Override
            public Connection connection() {
                return transaction.connection();
            }

            @Override
            public List<Appended> append(List<AuditEvent> events) {
                return transaction.append(allowed(events));
            }
        }));
    }

    @Override
    public List<Appended> append(Connection transaction, List<AuditEvent> events) {
        return database.append(transaction, allowed(events));
    }

    /** Fills in the only tenant of a caller that has one, and refuses every other that is not the caller's. */
    private List<AuditEvent> allowed(List<AuditEvent> events) {
        guard.require(access, Right.APPEND);
        var allowed = new ArrayList<AuditEvent>(events.size());
        for (AuditEvent event : events) {
            AuditEvent complete = event.tenant() == null && access.onlyTenant().isPresent()
                    ? event.toBuilder().tenant(access.onlyTenant().get()).build()
                    : event;
            if (complete.tenant() != null) {
                guard.require(access, Right.APPEND, complete.tenant());
            }
            allowed.add(complete);
        }
        return allowed;
    }

    @Override
    public EventPage query(EventQuery query) {
        EventQuery mine = mine(query);
        try {
            EventPage page = database.query(mine);
            recordQuery("audit.query", query, Status.SUCCESS, page.events().size());
            return page;
        } catch (AuditDbException e) {
            if (!NEVER_READ.contains(e.code())) {
                recordQuery("audit.query", query, Status.FAILURE, 0);
            }
            throw e;
        }
    }

    @Override
    public Stream<RecordedEvent> stream(EventQuery query) {
        Stream<RecordedEvent> stream = database.stream(mine(query));
        recordQuery("audit.export", query, Status.SUCCESS, -1);
        return stream;
    }

    @Override
    public Optional<RecordedEvent> find(String tenant, UUID id) {
        Set<String> tenants = guard.readableTenants(access, tenant == null ? Set.of() : Set.of(tenant));
        Optional<RecordedEvent> found = database.find(tenants, id);
        systemLog.record(
                access.principal(),
                "audit.read",
                new Target("event", id.toString()),
                found.flatMap(it -> it.event().subject()).map(it -> it.id()),
                found.isPresent() ? Status.SUCCESS : Status.FAILURE,
                Map.of());
        return found;
    }

    private EventQuery mine(EventQuery query) {
        return query.toBuilder()
                .tenants(guard.readableTenants(access, query.tenants()))
                .build();
    }

    private void recordQuery(String action, EventQuery query, Status status, int count) {
        Map<String, Object> details = RecordedQuery.details(query);
        if (count >= 0) {
            details.put("events", count);
        }
        systemLog.record(access.principal(), action, new Target("events", null), query.subject(), status, details);
    }
}
