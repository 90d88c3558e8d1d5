package io.auditdb.kernel.feed;

import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the log batch by batch, as far as it is signed. Safe for use by many threads. */
final class FeedReader {
    /** From the batch that holds the place on. */
    private static final String BATCHES = """
            SELECT s.first_leaf, s.writer, s.number, s.count
            FROM ledger_sequence s
            WHERE s.first_leaf >= coalesce((SELECT max(first_leaf) FROM ledger_sequence WHERE first_leaf <= ?), 0)
              AND s.first_leaf < (SELECT max(size) FROM ledger_checkpoint)
            ORDER BY s.first_leaf LIMIT ?
            """;

    private static final String END = "SELECT coalesce(max(size), 0) FROM ledger_checkpoint";
    private static final int MAX_BATCHES = 100;

    private final Connections connections;
    private final StoredEvents events;
    private final SqlErrors errors = new SqlErrors();

    FeedReader(Connections connections, StoredEvents events) {
        this.connections = connections;
        this.events = events;
    }

    /** Gives connections that the caller closes. */
    interface Connections {
        Connection open() throws SQLException;
    }

    /** An event of the log; what is gone has no row. */
    record Row(long leaf, EventColumns columns) {}

    /** What was read: the rows that are there, and the place behind the last that was looked at. */
    record Step(List<Row> rows, long next) {}

    private record Batch(long firstLeaf, int writer, long number, int count) {}

    long end() {
        try (Connection connection = connections.open();
                PreparedStatement statement = connection.prepareStatement(END);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    /** Reads on from a place until there are so many rows, or the log has no more. */
    Step read(long from, int atLeast) {
        try (Connection connection = connections.open()) {
            var rows = new ArrayList<Row>();
            long next = from;
            for (Batch batch : batches(connection, from)) {
                for (EventColumns columns : events.batch(connection, batch.writer(), batch.number(), batch.count())) {
                    long leaf = batch.firstLeaf() + columns.position();
                    if (leaf >= from) {
                        rows.add(new Row(leaf, columns));
                    }
                }
                next = Math.max(next, batch.firstLeaf() + batch.count());
                if (rows.size() >= atLeast) {
                    break;
                }
            }
            return new Step(rows, next);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private static List<Batch> batches(Connection connection, long from) throws SQLException {
        var batches = new ArrayList<Batch>();
        try (PreparedStatement statement = connection.prepareStatement(BATCHES)) {
            statement.setLong(1, from);
            statement.setInt(2, MAX_BATCHES);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    batches.add(new Batch(row.getLong(1), row.getInt(2), row.getLong(3), row.getInt(4)));
                }
            }
        }
        return batches;
    }
}
