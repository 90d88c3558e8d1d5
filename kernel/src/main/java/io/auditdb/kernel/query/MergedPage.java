package io.auditdb.kernel.query;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.EventPlace;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.event.IdOrder;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventFilter;
import io.auditdb.kernel.store.EventStatements;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads the rows of a page from the event table and from archives, in one order. An event on its way from one to the other
 * is in both for a while, and counts once. Safe for use by many threads.
 */
final class MergedPage {
    /** So often archives may change in the midst of a look before the caller is asked to come again. */
    private static final int MOST_LOOKS = 10;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Comparator<EventPlace> NEWEST_FIRST = Comparator.comparing(EventPlace::occurredAt)
            .thenComparing(EventPlace::id, IdOrder.BY_BYTES)
            .thenComparing(place -> place.tenant().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
            .reversed();

    private final EventStatements statements;
    private final ColdEvents cold;

    MergedPage(EventStatements statements, ColdEvents cold) {
        this.statements = statements;
        this.cold = cold;
    }

    /** Returns the rows, newest first, at most {@code filter.limit()}. */
    List<EventColumns> rows(EventQuery query, Cursor cursor, EventFilter filter) {
        for (int time = 1; time <= MOST_LOOKS; time++) {
            Look look = look(filter); // if rows moved while we looked, again
            if (look.before().equals(look.after())) {
                try {
                    return look.before().isEmpty()
                            ? look.hot()
                            : merged(look.hot(), look.before(), query, cursor, filter.limit());
                } catch (AuditDbException e) {
                    if (e.code() != StandardErrorCode.ARCHIVE_DAMAGED
                            || look(filter).before().equals(look.before())) {
                        throw e; // otherwise a redaction has replaced a file meanwhile
                    }
                }
            }
        }
        throw new AuditDbException(
                StandardErrorCode.ARCHIVE_UNAVAILABLE,
                "The archives of this time are changing; ask again",
                RETRY_AFTER,
                null);
    }

    /** What is in the event table, between two looks at which archives there are. */
    private record Look(List<String> before, List<EventColumns> hot, List<String> after) {
        static Look of(List<List<?>> page) {
            return new Look(
                    all(String.class, page.get(0)),
                    all(EventColumns.class, page.get(1)),
                    all(String.class, page.get(2)));
        }

        private static <T> List<T> all(Class<T> type, List<?> values) {
            return values.stream().map(type::cast).toList();
        }
    }

    private Look look(EventFilter filter) {
        return Look.of(statements.read(mapper -> mapper.page(filter)));
    }

    private List<EventColumns> merged(
            List<EventColumns> hot, List<String> archives, EventQuery query, Cursor cursor, int limit) {
        EventPlace after =
                cursor == null ? null : new EventPlace(cursor.occurredAt().toInstant(), cursor.id(), cursor.tenant());
        var rows = new TreeMap<EventPlace, EventColumns>(NEWEST_FIRST);
        cold.page(archives, query, after, limit).forEach(row -> rows.put(ColdEvents.place(row), row));
        hot.forEach(row -> rows.put(ColdEvents.place(row), row)); // a redaction reaches these first
        List<EventColumns> all = new ArrayList<>(rows.values());
        return all.size() > limit ? all.subList(0, limit) : all;
    }
}
