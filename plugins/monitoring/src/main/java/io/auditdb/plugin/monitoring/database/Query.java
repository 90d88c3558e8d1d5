package io.auditdb.plugin.monitoring.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A statement and its parameters.
 *
 * @param sql with question marks
 * @param parameters in their order
 */
public record Query(String sql, Object... parameters) {
    /** Reads one row. */
    public interface Row<R> {
        /** Returns what the row says. */
        R read(ResultSet row) throws SQLException;
    }

    /** Returns each row. */
    public <R> List<R> rows(Connection connection, Row<R> reader) throws SQLException {
        var rows = new ArrayList<R>();
        try (PreparedStatement statement = prepare(connection);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(reader.read(row));
            }
        }
        return rows;
    }

    /** Returns the first row; empty when there is none. */
    public <R> Optional<R> first(Connection connection, Row<R> reader) throws SQLException {
        return rows(connection, reader).stream().findFirst();
    }

    /** Returns the one row that there is. */
    public <R> R one(Connection connection, Row<R> reader) throws SQLException {
        return first(connection, reader).orElseThrow();
    }

    /** Carries it out; returns how many rows it changed. */
    public int update(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Returns a column that is a time; empty when it is null. */
    public static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
