package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.ledger.removal.RemovedEvents;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads entries by leaf index. For one thread and one short job. */
final class EntryReader {
    private final Connection connection;
    private final StoredEvents events;
    private final Json json;
    private final RemovedEvents removed;

    EntryReader(Connection connection, StoredEvents events, Json json, RemovedEvents removed) {
        this.connection = connection;
        this.events = events;
        this.json = json;
        this.removed = removed;
    }

    /** Returns the entries of these leaves, in order. */
    List<byte[]> entries(long from, long to) throws SQLException {
        var entries = new ArrayList<byte[]>();
        for (Place place : places(from, to)) {
            List<EventColumns> rows = events.batch(connection, place.writer, place.number, place.count);
            for (int position = 0; position < place.count; position++) {
                long leaf = place.firstLeaf + position;
                if (leaf >= from && leaf < to) {
                    entries.add(row(rows, place, position).entry(json).bytes());
                }
            }
        }
        return entries;
    }

    private EventColumns row(List<EventColumns> rows, Place place, int position) throws SQLException {
        for (EventColumns row : rows) {
            if (row.position() == position) {
                return row;
            }
        }
        String event = "The event of leaf " + (place.firstLeaf + position);
        Optional<String> fate = removed.fate(connection, place.writer, place.number, position);
        throw fate.isPresent()
                ? new AuditDbException(StandardErrorCode.NOT_FOUND, event + " " + fate.get())
                : new AuditDbException(StandardErrorCode.INTEGRITY_VIOLATION, event + " is gone");
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
