package io.auditdb.kernel.redaction;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.event.Redaction;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The statement that takes values out of a row. For one thread and one transaction. */
final class RowRedaction {
    private static final String DETAILS = "details.";
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("principal.id", "principal_id"),
            Map.entry("principal.type", "principal_type"),
            Map.entry("principal.name", "principal_name"),
            Map.entry("subject.id", "subject_id"),
            Map.entry("subject.type", "subject_type"),
            Map.entry("target.type", "target_type"),
            Map.entry("target.id", "target_id"),
            Map.entry("outcome", "outcome"),
            Map.entry("session.id", "session_id"),
            Map.entry("session.ip", "session_ip"),
            Map.entry("session.userAgent", "session_user_agent"));

    private final Connection connection;
    private final String table;

    /** Changes rows of this table, which has the columns of the event table. */
    RowRedaction(Connection connection, String table) {
        this.connection = connection;
        this.table = table;
    }

    /** Updates the row unless somebody else has changed it since it was read. */
    void apply(EventColumns row, Redaction redaction, Json json) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(redaction.fields()))) {
            String[] members = members(redaction.fields());
            statement.setString(1, redaction.toJson(json));
            statement.setArray(2, connection.createArrayOf("text", members));
            statement.setString(3, row.tenant());
            statement.setObject(4, row.occurredAt());
            statement.setObject(5, row.id());
            statement.setBytes(6, row.secret());
            statement.setString(7, row.redaction());
            if (statement.executeUpdate() != 1) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "The event was redacted by somebody else in this moment; look again and repeat");
            }
        }
    }

    /** The names of columns are the platform's own; values are parameters. */
    private String sql(Set<String> fields) {
        var columns = new ArrayList<String>();
        COLUMNS.forEach((field, column) -> {
            if (fields.contains(field)) {
                columns.add(column + " = NULL, ");
            }
        });
        return "UPDATE " + table + " SET " + String.join("", columns)
                + "secret = NULL, redaction = ?::jsonb, details = nullif(details - ?, '{}')"
                + " WHERE tenant = ? AND occurred_at = ? AND id = ?"
                + " AND secret IS NOT DISTINCT FROM ? AND redaction IS NOT DISTINCT FROM ?::jsonb";
    }

    private static String[] members(Set<String> fields) {
        List<String> members = fields.stream()
                .filter(field -> field.startsWith(DETAILS))
                .map(field -> field.substring(DETAILS.length()))
                .toList();
        return members.toArray(String[]::new);
    }
}
