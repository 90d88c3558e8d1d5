package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.TransactionWork;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Events in memory. An action that starts with {@code bad} is refused; so is what the switches say. */
final class FakeDatabase implements AuditDatabase {
    final Map<UUID, RecordedEvent> events = new ConcurrentHashMap<>();
    final List<Access> callers = new CopyOnWriteArrayList<>();
    final List<EventQuery> queries = new CopyOnWriteArrayList<>();
    final List<Acknowledgement> levels = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final AtomicInteger queueFullTimes = new AtomicInteger();
    volatile boolean away;
    volatile boolean spools;
    volatile boolean closed;
    volatile boolean faultsWithoutPointers;
    volatile long streamed;
    volatile long streamFailsAt = Long.MAX_VALUE;
    volatile int awayAfterBatches = Integer.MAX_VALUE;

    @Override
    public AuditDatabase as(Access access) {
        if (closed) {
            throw new AuditDbException(StandardErrorCode.SERVICE_UNAVAILABLE, "Nobody provides the database");
        }
        callers.add(access);
        return this;
    }

    @Override
    public List<Appended> append(List<AuditEvent> appended) {
        failIfAway();
        if (queueFullTimes.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new AuditDbException(StandardErrorCode.QUEUE_FULL, "The queue is full");
        }
        refuseBad(appended);
        batches.add(appended.size());
        return appended.stream().map(this::store).toList();
    }

    @Override
    public CompletableFuture<List<Appended>> submit(List<AuditEvent> appended) {
        return CompletableFuture.supplyAsync(() -> append(appended));
    }

    @Override
    public List<Appended> append(List<AuditEvent> appended, Acknowledgement level) {
        levels.add(level);
        return append(appended);
    }

    @Override
    public CompletableFuture<List<Appended>> submit(List<AuditEvent> appended, Acknowledgement level) {
        levels.add(level);
        return submit(appended);
    }

    @Override
    public List<Boolean> check(List<AuditEvent> checked) {
        refuseBad(checked);
        return checked.stream()
                .map(event -> event.id() != null && events.containsKey(event.id()))
                .toList();
    }

    private void refuseBad(List<AuditEvent> appended) {
        var faults = new ArrayList<Fault>();
        for (int i = 0; i < appended.size(); i++) {
            String action = appended.get(i).action();
            if (action != null && action.startsWith("large")) {
                throw new AuditDbException(StandardErrorCode.TOO_LARGE, "The entry is larger than 65535 bytes");
            }
            if (action == null || action.startsWith("bad")) {
                faults.add(new Fault("/" + i + "/action", "is not acceptable"));
            }
        }
        if (!faults.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_EVENT, "Refused", faultsWithoutPointers ? List.of() : faults);
        }
    }

    private Appended store(AuditEvent event) {
        UUID id = event.id() == null ? UUID.randomUUID() : event.id();
        var receipt = new Receipt("7", 1, 16, new BatchPosition(1, batches.size(), 0));
        var recorded = new RecordedEvent(
                event.toBuilder().id(id).build(), Instant.parse("2026-03-01T10:00:01Z"), receipt, Set.of());
        if (spools) {
            return Appended.spooled(event.tenant(), id);
        }
        boolean duplicate = events.putIfAbsent(id, recorded) != null;
        return new Appended(event.tenant(), id, duplicate, receipt);
    }

    private void failIfAway() {
        if (away || batches.size() >= awayAfterBatches) {
            throw new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "The database is away");
        }
    }

    @Override
    public EventPage query(EventQuery query) {
        failIfAway();
        queries.add(query);
        if (query.cursor().filter("wrong"::equals).isPresent()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST, "Refused", List.of(new Fault("cursor", "is not a cursor")));
        }
        var all = List.copyOf(events.values());
        boolean more = all.size() > query.limit();
        return new EventPage(more ? all.subList(0, query.limit()) : all, more ? "next-page" : null);
    }

    @Override
    public Stream<RecordedEvent> stream(EventQuery query) {
        failIfAway();
        queries.add(query);
        if (streamed == 0) {
            return events.values().stream();
        }
        RecordedEvent any = events.values().iterator().next();
        return Stream.iterate(0L, n -> n < streamed, n -> n + 1).map(n -> {
            if (n >= streamFailsAt) {
                throw new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "The database went away");
            }
            return any;
        });
    }

    @Override
    public Optional<RecordedEvent> find(String tenant, UUID id) {
        failIfAway();
        return Optional.ofNullable(events.get(id));
    }

    @Override
    public <R> R transaction(TransactionWork<R> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Appended> append(Connection transaction, List<AuditEvent> appended) {
        throw new UnsupportedOperationException();
    }
}
