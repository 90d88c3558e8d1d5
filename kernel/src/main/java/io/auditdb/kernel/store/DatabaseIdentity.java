package io.auditdb.kernel.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which database this is; positions of the write-ahead log mean something only together with both.
 *
 * @param system the system identifier, decimal
 * @param timeline the timeline, from 1
 */
public record DatabaseIdentity(String system, int timeline) {
    static DatabaseIdentity of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        // the timeline of the last checkpoint would be an old one right after a promotion
                        "SELECT system_identifier::text,"
                                + " ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int"
                                + " FROM pg_control_system()")) {
            result.next();
            return new DatabaseIdentity(result.getString(1), result.getInt(2));
        }
    }
}
