package io.auditdb.kernel.primary;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Standbys that commits wait for. A primary that crashed while a commit waited shows it after its restart, whether it ever
 * came to them or not. Keeps no state.
 */
public final class SynchronousStandbys {
    /** Writes something that a commit has to wait for; nothing where there are none. */
    private static final String BARRIER = """
            SELECT pg_logical_emit_message(true, 'audit-db', '')
            WHERE current_setting('synchronous_standby_names') <> ''
            """;

    private SynchronousStandbys() {}

    /** Waits until they have everything that is seen here, and ends the transaction. */
    public static void await(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(BARRIER);
        }
        connection.commit();
    }
}
