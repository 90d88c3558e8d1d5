package io.auditdb.kernel.query;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.primary.DatabaseIdentity;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventFilter;
import io.auditdb.kernel.store.EventMapper;
import io.auditdb.kernel.store.EventStatements;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers queries from the database and its archives. Safe for use by many threads. */
public final class EventReads implements Reads {
    private final EventStatements statements;
    private final StoredEvents events;
    private final MergedPage pages;
    private final MergedPage unhurried;
    private final Supplier<DatabaseIdentity> identity;
    private final Json json;
    private final QuerySettings settings;

    /** Reads with these statements, and from archives. */
    public EventReads(
            EventStatements statements,
            StoredEvents events,
            Supplier<DatabaseIdentity> identity,
            Json json,
            QuerySettings settings) {
        this.statements = statements;
        this.events = events;
        this.pages = new MergedPage(statements, events.cold());
        this.unhurried = new MergedPage(statements.unhurried(), events.cold());
        this.identity = identity;
        this.json = json;
        this.settings = settings;
    }

    /** Returns the same for other statements. */
    public EventReads on(EventStatements others) {
        return new EventReads(others, events.on(others), identity, json, settings);
    }

    @Override
    public EventPage page(EventQuery query) {
        check(query);
        return pageOf(query);
    }

    /** As {@link #page}, of a query that {@link #check} has judged. */
    public EventPage pageOf(EventQuery query) {
        Cursor cursor = query.cursor().map(Cursor::parse).orElse(null);
        // one more than asked for tells whether there is a next page
        EventFilter filter = filter(query, cursor, query.limit() + 1);
        MergedPage from = query.workload() == Workload.ANALYTICS ? unhurried : pages;
        List<EventColumns> rows = new ArrayList<>(from.rows(query, cursor, filter));
        String next = null;
        if (rows.size() > query.limit()) {
            rows.remove(rows.size() - 1);
            next = Cursor.after(rows.get(rows.size() - 1)).toString();
        }
        return new EventPage(rows.stream().map(this::recorded).toList(), next);
    }

    /** Returns everything, fetched step by step from wherever pages come from; nobody reads that much in a hurry. */
    public Stream<RecordedEvent> stream(EventQuery query, Function<EventQuery, EventPage> pages) {
        EventQuery first = query.toBuilder()
                .limit(settings.streamStep())
                .workload(Workload.ANALYTICS)
                .build();
        check(first);
        return Stream.iterate(
                        pages.apply(first),
                        page -> page != null,
                        page -> page.next()
                                .map(cursor -> pages.apply(
                                        first.toBuilder().cursor(cursor).build()))
                                .orElse(null))
                .flatMap(page -> page.events().stream());
    }

    @Override
    public Optional<RecordedEvent> find(Set<String> tenants, UUID id) {
        return events.find(tenants, id).map(this::recorded);
    }

    /**
     * Returns what a query selects, its cursor and limit aside.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} when it cannot be run
     */
    public EventFilter selection(EventQuery query) {
        check(query);
        return filter(query, null, query.limit());
    }

    private RecordedEvent recorded(EventColumns row) {
        return row.recorded(json, identity.get());
    }

    /**
     * Judges the values of a query.
     *
     * @throws AuditDbException {@code INVALID_REQUEST} with every fault
     */
    public void check(EventQuery query) {
        var faults = new ArrayList<Fault>();
        if (query.limit() < 1 || query.limit() > settings.maxLimit()) {
            faults.add(new Fault("limit", "must be between 1 and " + settings.maxLimit()));
        }
        if (query.from().isPresent()
                && query.to().isPresent()
                && !query.from().get().isBefore(query.to().get())) {
            faults.add(new Fault("to", "must be later than from"));
        }
        checkFilter("principal", query.principal(), faults);
        checkFilter("subject", query.subject(), faults);
        checkFilter("action", query.action(), faults);
        checkFilter("target", query.targetType(), faults);
        checkFilter("target", query.targetId(), faults);
        checkFilter("correlation", query.correlationId(), faults);
        checkFilter("q", query.text(), faults);
        query.after().ifPresent(receipt -> {
            if (!receipt.system().equals(identity.get().system())) {
                faults.add(new Fault("after", "is a receipt of another database"));
            }
        });
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "The query cannot be run", faults);
        }
    }

    /** No stored value is like this, and the record of the read could not hold it either. */
    private void checkFilter(String name, Optional<String> value, List<Fault> faults) {
        value.ifPresent(text -> {
            if (text.length() > settings.maxFilter()) {
                faults.add(new Fault(name, "is longer than " + settings.maxFilter() + " characters"));
            }
            if (text.indexOf(0) >= 0) {
                faults.add(new Fault(name, "holds U+0000"));
            }
        });
    }

    private EventFilter filter(EventQuery query, Cursor cursor, int limit) {
        Set<String> tenants = query.tenants();
        String[] within = tenants.isEmpty()
                ? statements.read(EventMapper::tenants).toArray(String[]::new)
                : tenants.toArray(String[]::new);
        Optional<String> exact = query.action().filter(action -> !action.contains("*"));
        Optional<String> pattern = query.action().filter(action -> action.contains("*"));
        return new EventFilter(
                within,
                query.from().map(EventReads::utc).orElse(null),
                query.to().map(EventReads::utc).orElse(null),
                query.principal().orElse(null),
                query.subject().orElse(null),
                exact.orElse(null),
                pattern.map(EventReads::like).orElse(null),
                query.targetType().orElse(null),
                query.targetId().orElse(null),
                query.status()
                        .map(status -> status.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                query.classification().map(Classification::name).orElse(null),
                query.correlationId().orElse(null),
                query.text().orElse(null),
                cursor == null ? null : cursor.occurredAt(),
                cursor == null ? null : cursor.id(),
                cursor == null ? null : cursor.tenant(),
                limit);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static String like(String action) {
        return action.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%');
    }
}
