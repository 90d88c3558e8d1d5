package io.auditdb.plugin.archive;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.EventPlace;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Conditions on archived rows: their text, and their values as parameters. For one thread and one use. */
final class Selection {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** Returns what a query selects, its text aside. */
    static Selection of(EventQuery query, EventPlace after) {
        var selection = new Selection();
        if (!query.tenants().isEmpty()) {
            String marks =
                    String.join(", ", query.tenants().stream().map(it -> "?").toList());
            selection.and("tenant IN (" + marks + ")", query.tenants().toArray());
        }
        query.from().ifPresent(it -> selection.and("occurred_at >= ?", time(it)));
        query.to().ifPresent(it -> selection.and("occurred_at < ?", time(it)));
        selection.equal("principal_id", query.principal());
        selection.equal("subject_id", query.subject());
        selection.equal("action", query.action().filter(action -> !action.contains("*")));
        query.action()
                .filter(action -> action.contains("*"))
                .ifPresent(action -> selection.and("action LIKE ? ESCAPE '\\'", pattern(action)));
        selection.equal("target_type", query.targetType());
        selection.equal("target_id", query.targetId());
        selection.equal("status", query.status().map(it -> it.name().toLowerCase(Locale.ROOT)));
        selection.equal("classification", query.classification().map(Enum::name));
        selection.equal("correlation_id", query.correlationId());
        if (after != null) {
            selection.after(after);
        }
        return selection;
    }

    static Selection of(UUID id, Instant occurredAt) {
        return new Selection().and("id = ?", id).and("occurred_at = ?", time(occurredAt));
    }

    static Selection of(int writer, long number) {
        return new Selection().and("writer = ?", writer).and("batch = ?", number);
    }

    /** The first condition, which follows from the second, is what groups of rows are left out by. */
    private void after(EventPlace place) {
        Object time = time(place.occurredAt());
        and("occurred_at <= ?", time);
        and("(occurred_at < ? OR id < ? OR id = ? AND tenant < ?)", time, place.id(), place.id(), place.tenant());
    }

    private void equal(String column, Optional<String> value) {
        value.ifPresent(it -> and(column + " = ?", it));
    }

    private Selection and(String condition, Object... parameters) {
        conditions.add(condition);
        values.addAll(List.of(parameters));
        return this;
    }

    private static Object time(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static String pattern(String action) {
        return action.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%');
    }

    /** Returns the condition, with the word before it; empty when all is selected. */
    String where() {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    static String order(ArchiveOrder order) {
        return switch (order) {
            case NEWEST_FIRST -> " ORDER BY occurred_at DESC, id DESC, tenant DESC";
            case BATCHES -> " ORDER BY writer, batch, position, id";
            case LOG -> " ORDER BY leaf";
            case IDS -> " ORDER BY id, tenant";
        };
    }
}
