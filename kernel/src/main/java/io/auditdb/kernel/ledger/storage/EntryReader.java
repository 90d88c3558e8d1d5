package io.auditdb.kernel.ledger.storage;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads entries by leaf index. For one thread and one short job. */
public final class EntryReader {
    private final Connection connection;
    private final StoredEvents events;
    private final Json json;

    public EntryReader(Connection connection, StoredEvents events, Json json) {
        this.connection = connection;
        this.events = events;
        this.json = json;
    }

    /** Returns the entries of these leaves, in order. */
    public List<byte[]> entries(long from, long to) throws SQLException {
        var entries = new ArrayList<byte[]>();
        for (Place place : places(from, to)) {
            List<EventColumns> rows = events.batch(connection, place.writer, place.number, place.count);
            for (int position = 0; position < place.count; position++) {
                long leaf = place.firstLeaf + position;
                if (leaf >= from && leaf < to) {
                    entries.add(row(rows, position, leaf).entry(json).bytes());
                }
            }
        }
        return entries;
    }

    private static EventColumns row(List<EventColumns> rows, int position, long leaf) {
        return rows.stream()
                .filter(row -> row.position() == position)
                .findFirst()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.INTEGRITY_VIOLATION, "The event of leaf " + leaf + " is gone"));
    }

    private record Place(long firstLeaf, int writer, long number, int count) {}

    private List<Place> places(long from, long to) throws SQLException {
        var places = new ArrayList<Place>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT first_leaf, writer, number, count FROM ledger_sequence
                WHERE first_leaf >= coalesce((SELECT max(first_leaf) FROM ledger_sequence WHERE first_leaf <= ?), 0)
                  AND first_leaf < ?
                ORDER BY first_leaf
                """)) {
            statement.setLong(1, from);
            statement.setLong(2, to);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    places.add(new Place(
                            row.getLong("first_leaf"),
                            row.getInt("writer"),
                            row.getLong("number"),
                            row.getInt("count")));
                }
            }
        }
        return places;
    }
}
