package io.auditdb.kernel.archive;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.api.storage.EventPlace;
import io.auditdb.kernel.resilience.Guard;
import io.auditdb.kernel.store.CopyReader;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventMapper;
import io.auditdb.kernel.store.EventMapper.ArchivedPlace;
import io.auditdb.kernel.store.EventStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads events that are archived. Safe for use by many threads. */
public final class ColdEvents {
    private static final ArchiveRows NONE = new ArchiveRows() {
        @Override
        public byte[] next() {
            return null;
        }

        @Override
        public void close() {}
    };

    private final EventStatements statements;
    private final Supplier<Set<Archive>> extensions;
    private final Guard guard;
    private final ArchiveSettings settings;

    /**
     * Asks these extensions for the storage, each time.
     *
     * @param guard of the storage; asked for what queries need
     */
    public ColdEvents(
            EventStatements statements, Supplier<Set<Archive>> extensions, Guard guard, ArchiveSettings settings) {
        this.statements = statements;
        this.extensions = extensions;
        this.guard = guard;
        this.settings = settings;
    }

    /** Returns the same for other statements. */
    ColdEvents on(EventStatements others) {
        return new ColdEvents(others, extensions, guard, settings);
    }

    /**
     * Returns where archives are.
     *
     * @throws AuditDbException {@code SERVICE_UNAVAILABLE} when no plugin keeps any
     */
    public Archive storage() {
        return extensions.get().stream()
                .findFirst()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.SERVICE_UNAVAILABLE,
                        "This needs an archive, and no plugin provides one; enable the plugin archive"));
    }

    /**
     * Returns the newest matching rows of these archives, in the order of queries.
     *
     * @param after null for the beginning
     */
    public List<EventColumns> page(List<String> names, EventQuery query, EventPlace after, int limit) {
        if (names.isEmpty()) {
            return List.of();
        }
        if (query.text().isEmpty()) {
            return columns(storage -> storage.query(names, query, after, ArchiveOrder.NEWEST_FIRST, limit));
        }
        var page = new ArrayList<EventColumns>();
        int step = Math.max(limit, settings.textStep());
        EventPlace last = after;
        List<EventColumns> candidates;
        do {
            EventPlace next = last;
            candidates = columns(storage -> storage.query(names, query, next, ArchiveOrder.NEWEST_FIRST, step));
            page.addAll(withText(candidates, query.text().get()));
            if (!candidates.isEmpty()) {
                last = place(candidates.get(candidates.size() - 1));
            }
        } while (candidates.size() == step && page.size() < limit);
        return page.size() > limit ? page.subList(0, limit) : page;
    }

    /** What the words of a text are, the database says, so that hot and cold events are found by the same. */
    private List<EventColumns> withText(List<EventColumns> candidates, String text) {
        List<EventColumns> detailed =
                candidates.stream().filter(row -> row.details() != null).toList();
        if (detailed.isEmpty()) {
            return List.of();
        }
        String[] details = detailed.stream().map(EventColumns::details).toArray(String[]::new);
        return statements.read(mapper -> mapper.withText(details, text)).stream()
                .map(number -> detailed.get(number - 1))
                .toList();
    }

    /** Returns where a row stands in the order of queries. */
    public static EventPlace place(EventColumns row) {
        return new EventPlace(row.occurredAt().toInstant(), row.id(), row.tenant());
    }

    /** Returns the archived events of this id, asking the database by {@code read}. */
    List<EventColumns> find(Reads read, Set<String> tenants, UUID id) {
        String[] within = EventStatements.within(tenants);
        List<ArchivedPlace> places = read.of(mapper -> mapper.archivesOf(within, id));
        var found = new ArrayList<EventColumns>();
        for (String tenant :
                new TreeSet<>(places.stream().map(ArchivedPlace::tenant).toList())) {
            List<ArchivedPlace> own =
                    places.stream().filter(it -> it.tenant().equals(tenant)).toList();
            List<String> names = own.stream().map(ArchivedPlace::name).toList();
            Instant occurredAt = own.get(0).occurredAt().toInstant();
            columns(storage -> storage.find(names, id, occurredAt)).stream()
                    .filter(row -> row.tenant().equals(tenant))
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found;
    }

    /** Returns whether an archive counts now, whatever a snapshot says. */
    public boolean isReadable(String name) {
        return statements.read(mapper -> mapper.archives(null, null)).contains(name);
    }

    Optional<String> archiveOf(String tenant, UUID id) {
        String[] within = {tenant};
        return statements.read(mapper -> mapper.archivesOf(within, id)).stream()
                .filter(place ->
                        !columns(storage -> storage.find(
                                        List.of(place.name()),
                                        id,
                                        place.occurredAt().toInstant()))
                                .stream()
                                .filter(row -> row.tenant().equals(tenant))
                                .toList()
                                .isEmpty())
                .map(ArchivedPlace::name)
                .findFirst();
    }

    /** Returns the archived events of a batch, by position. */
    List<EventColumns> batch(Reads read, int writer, long number) {
        List<String> names = read.of(mapper -> mapper.archivesOfBatch(writer, number));
        return names.isEmpty() ? List.of() : columns(storage -> storage.batch(names, writer, number));
    }

    /** Returns what a query selects of the archives that a connection of the caller's sees, in the order of the log. */
    public ColdLog log(Connection connection, EventQuery query) {
        List<String> names = statements.read(
                connection,
                mapper -> mapper.archives(
                        query.from().map(ColdEvents::utc).orElse(null),
                        query.to().map(ColdEvents::utc).orElse(null)));
        ArchiveRows rows = names.isEmpty() ? NONE : storage().query(names, query, null, ArchiveOrder.LOG, 0);
        return new ColdLog(CopyReader.of(rows), settings.textStep(), candidates -> withText(candidates, query));
    }

    private List<ArchivedEvent> withText(List<ArchivedEvent> candidates, EventQuery query) {
        if (query.text().isEmpty()) {
            return candidates;
        }
        Set<EventColumns> found = Set.copyOf(withText(
                candidates.stream().map(ArchivedEvent::row).toList(),
                query.text().get()));
        return candidates.stream().filter(event -> found.contains(event.row())).toList();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** Runs a statement, on whatever connection. */
    interface Reads {
        <R> R of(Function<EventMapper, R> statement);
    }

    private List<EventColumns> columns(Function<Archive, ArchiveRows> rows) {
        return guard.call(() ->
                events(rows.apply(storage())).stream().map(ArchivedEvent::row).toList());
    }

    private static List<ArchivedEvent> events(ArchiveRows rows) {
        var events = new ArrayList<ArchivedEvent>();
        try (CopyReader reader = CopyReader.of(rows)) {
            for (Optional<ArchivedEvent> event = next(reader); event.isPresent(); event = next(reader)) {
                events.add(event.get());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("rows of an archive come from no database", e);
        }
        return events;
    }

    /** Returns the next event of a reader of archived rows; empty at the end. */
    public static Optional<ArchivedEvent> next(CopyReader rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ArchivedEvent.read(rows));
        } catch (RuntimeException e) {
            throw new AuditDbException(
                    StandardErrorCode.ARCHIVE_DAMAGED, "An archive holds what the platform never writes", e);
        }
    }
}
