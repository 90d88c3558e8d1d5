package io.auditdb.benchmarks.cache;

import io.auditdb.testing.TestingDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the platform looks for changes with, by itself, in a session like the one it does so in, rights included. */
final class BareLook implements AutoCloseable {
    private static final String STATEMENT = """
            SELECT s.now::text, h.pruned::text, c.touched,
                   s.log - CASE WHEN s.log % 8192 IN (24, 40) THEN s.log % 8192 ELSE 0 END
            FROM (SELECT pg_current_snapshot() AS now, pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS log) s
            CROSS JOIN event_change_horizon h
            LEFT JOIN (
              (SELECT touched FROM event_change WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) LIMIT ?)
              UNION ALL
              SELECT touched FROM event_change WHERE xid = ANY (?::xid8[])
            ) c ON true
            """;

    private static final String[] SESSION = {
        "SET plan_cache_mode = force_generic_plan",
        "SET enable_seqscan = off",
        "SET enable_bitmapscan = off",
        "SET statement_timeout = 1000",
        "SET default_transaction_read_only = on"
    };

    private static final String END_OTHERS = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%FROM event_change %'
            """;

    private static final int NETWORK_TIMEOUT_MILLIS = 2000;

    private final Connection connection;
    private final PreparedStatement statement;

    private BareLook(Connection connection, String role) throws SQLException {
        this.connection = connection;
        try (Statement session = connection.createStatement()) {
            for (String setting : SESSION) {
                session.execute(setting);
            }
            session.execute("SET ROLE " + role);
        }
        connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
        this.statement = connection.prepareStatement(STATEMENT);
        statement.setInt(1, 20_001);
        statement.setString(2, "{}");
    }

    /** Ends the platform's sessions, which then begins another, and opens one. */
    static BareLook anew(TestingDatabase postgres) throws SQLException {
        endOthers(postgres);
        return new BareLook(postgres.connect(), postgres.address().database() + "_writer");
    }

    /** Ends the sessions in which the platform's instances look. */
    static void endOthers(TestingDatabase postgres) throws SQLException {
        postgres.execute(END_OTHERS);
    }

    void take() throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            row.getString(1);
            row.getString(2);
            row.getBytes(3);
            row.getLong(4);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
