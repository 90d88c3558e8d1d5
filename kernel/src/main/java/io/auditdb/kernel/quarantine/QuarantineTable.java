package io.auditdb.kernel.quarantine;

import io.auditdb.api.error.Fault;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.QuarantinedInput;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The table {@code event_quarantine}. */
final class QuarantineTable {
    private static final String INSERT = """
            INSERT INTO event_quarantine (id, received_at, tenant, format, origin, content, faults)
            SELECT ?, ?, ?, ?, ?, ?, ?::jsonb
            WHERE (SELECT count(*) FROM (SELECT FROM event_quarantine LIMIT ?) kept) < ?
            """;
    private static final String SELECT = """
            SELECT id, received_at, tenant, format, origin, octet_length(content) AS bytes, %s AS content, faults
            FROM event_quarantine WHERE (cardinality(?) = 0 OR tenant = ANY (?))
            """;
    private static final String LIST = SELECT.formatted("NULL::bytea") + " ORDER BY received_at, id LIMIT ?";
    private static final String FIND = SELECT.formatted("content") + " AND id = ?";
    private static final String CONTENT = "SELECT content FROM event_quarantine WHERE id = ?";
    private static final String DELETE = "DELETE FROM event_quarantine WHERE id = ?";
    private static final String COUNT = "SELECT count(*) FROM event_quarantine";

    private final Json json;

    QuarantineTable(Json json) {
        this.json = json;
    }

    /** Returns whether there was room. */
    boolean insert(Connection connection, QuarantinedInput input, byte[] content, int maxItems) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, input.id());
            statement.setObject(2, input.receivedAt().atOffset(ZoneOffset.UTC));
            statement.setString(3, input.tenant());
            statement.setString(4, input.format());
            statement.setString(5, input.origin());
            statement.setBytes(6, content);
            statement.setString(7, json.write(faults(input.faults())));
            statement.setInt(8, maxItems);
            statement.setInt(9, maxItems);
            return statement.executeUpdate() == 1;
        }
    }

    private static List<Object> faults(List<Fault> faults) {
        return faults.stream()
                .map(it -> (Object) Map.of("path", it.path(), "problem", it.problem()))
                .toList();
    }

    /** The bytes as they came. */
    byte[] content(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CONTENT)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }

    /** {@code tenants} empty for all. */
    List<QuarantinedInput> list(Connection connection, Set<String> tenants, int limit) throws SQLException {
        try (PreparedStatement statement = select(connection, LIST, tenants)) {
            statement.setInt(3, limit);
            return read(statement);
        }
    }

    Optional<QuarantinedInput> find(Connection connection, Set<String> tenants, UUID id) throws SQLException {
        try (PreparedStatement statement = select(connection, FIND, tenants)) {
            statement.setObject(3, id);
            return read(statement).stream().findFirst();
        }
    }

    private static PreparedStatement select(Connection connection, String sql, Set<String> tenants)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        var names = connection.createArrayOf("text", tenants.stream().sorted().toArray());
        statement.setArray(1, names);
        statement.setArray(2, names);
        return statement;
    }

    private List<QuarantinedInput> read(PreparedStatement statement) throws SQLException {
        var found = new ArrayList<QuarantinedInput>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add(new QuarantinedInput(
                        row.getObject("id", UUID.class),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        row.getString("tenant"),
                        row.getString("format"),
                        row.getString("origin"),
                        row.getLong("bytes"),
                        Optional.ofNullable(row.getBytes("content")).map(it -> new String(it, StandardCharsets.UTF_8)),
                        faults(row.getString("faults"))));
            }
        }
        return found;
    }

    private List<Fault> faults(String text) {
        return ((List<?>) json.read(text))
                .stream()
                        .map(it -> (Map<?, ?>) it)
                        .map(it -> new Fault(String.valueOf(it.get("path")), String.valueOf(it.get("problem"))))
                        .toList();
    }

    /** Returns whether it was there. */
    boolean delete(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setObject(1, id);
            return statement.executeUpdate() == 1;
        }
    }

    long count(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
