package io.auditdb.kernel.ledger.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** Which batches have their place in the log. Keeps no state. */
public final class BatchPlaces {
    private static final String SEQUENCED = """
            SELECT s.writer, s.number FROM unnest(?::int[], ?::bigint[]) AS k (writer, number)
            JOIN ledger_sequence s ON s.writer = k.writer AND s.number = k.number
            """;

    /** Walks from writer to writer along the primary key, so that the cost does not grow with the log. */
    private static final String WAITING = """
            WITH RECURSIVE w (writer) AS (
              SELECT min(writer) FROM ledger_batch
              UNION ALL
              SELECT (SELECT min(b.writer) FROM ledger_batch b WHERE b.writer > w.writer) FROM w WHERE w.writer IS NOT NULL
            )
            SELECT w.writer, last.number
            FROM w
            CROSS JOIN LATERAL (SELECT max(b.number) AS number FROM ledger_batch b WHERE b.writer = w.writer) last
            WHERE w.writer IS NOT NULL
              AND NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.writer = w.writer AND s.number = last.number)
            """;

    private BatchPlaces() {}

    /** Returns those of these batches that have a place. Sequence and checkpoint are committed together. */
    public static Set<BatchKey> sequenced(Connection connection, Collection<BatchKey> batches) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEQUENCED)) {
            Object[] writers = batches.stream().map(BatchKey::writer).toArray();
            Object[] numbers = batches.stream().map(BatchKey::number).toArray();
            statement.setArray(1, connection.createArrayOf("int4", writers));
            statement.setArray(2, connection.createArrayOf("int8", numbers));
            try (ResultSet row = statement.executeQuery()) {
                return keys(row);
            }
        }
    }

    /** Returns the last batch of each writer, where it has no place yet; those before it get theirs no later. */
    public static Set<BatchKey> waiting(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WAITING)) {
            return keys(row);
        }
    }

    private static Set<BatchKey> keys(ResultSet row) throws SQLException {
        var keys = new HashSet<BatchKey>();
        while (row.next()) {
            keys.add(new BatchKey(row.getInt(1), row.getLong(2)));
        }
        return keys;
    }

    /** Returns the leaf that the first event of a batch is; empty while the batch has no place. */
    public static OptionalLong firstLeaf(Connection connection, BatchKey batch) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT first_leaf FROM ledger_sequence WHERE writer = ? AND number = ?")) {
            statement.setInt(1, batch.writer());
            statement.setLong(2, batch.number());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }
}
