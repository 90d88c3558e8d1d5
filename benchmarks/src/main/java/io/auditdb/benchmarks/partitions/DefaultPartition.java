package io.auditdb.benchmarks.partitions;

import io.auditdb.testing.TestingDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A table as others leave it behind: everything is in its DEFAULT partition, what is old and what is being written. */
final class DefaultPartition {
    /** Events of the present that are before those in it already. */
    static final long WRITTEN = 100_000;

    private static final String PARTITIONS = """
            SELECT quote_ident(c.relname)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'audit_event'::regclass AND (pg_get_expr(c.relpartbound, 0) = 'DEFAULT' OR c.reltuples > 0)
            """;

    private final TestingDatabase database;

    DefaultPartition(TestingDatabase database) {
        this.database = database;
    }

    /** Puts every event into it, and copies of some with times in the old months; nobody may write meanwhile. */
    void fill() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE"); // tells which hold events
            connection.setAutoCommit(false);
            List<String> detached = detach(statement);
            statement.execute("CREATE TABLE rest (LIKE audit_event INCLUDING ALL)");
            statement.execute("ALTER TABLE audit_event ATTACH PARTITION rest DEFAULT");
            for (String table : detached) {
                statement.execute("INSERT INTO audit_event SELECT * FROM " + table);
                statement.execute("DROP TABLE " + table);
            }
            copyToOldMonths(statement);
            statement.execute(
                    "UPDATE event_partition SET state = 'dropped', goal = NULL WHERE to_regclass(name) IS NULL");
            statement.execute("ALTER TABLE rest OWNER TO " + owner(statement));
            connection.commit();
        }
        database.execute("VACUUM (ANALYZE) audit_event", "CHECKPOINT");
    }

    private static List<String> detach(Statement statement) throws SQLException {
        var tables = new ArrayList<String>();
        try (ResultSet row = statement.executeQuery(PARTITIONS)) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        for (String table : tables) {
            statement.execute("ALTER TABLE audit_event DETACH PARTITION " + table);
        }
        return tables;
    }

    /** The copies have ids of their own, and no place in the log: nothing here is ever verified. */
    private static void copyToOldMonths(Statement statement) throws SQLException {
        for (var month : OldMonths.starts().subList(0, OldMonths.COUNT / 2)) {
            statement.execute("INSERT INTO rest SELECT (jsonb_populate_record(e, jsonb_build_object("
                    + "'id', gen_random_uuid(), 'occurred_at', '" + month
                    + "'::timestamptz + random() * '20 days'::interval)"
                    + ")).* FROM rest e LIMIT " + OldMonths.EVENTS_EACH);
        }
    }

    private static String owner(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT quote_ident(pg_get_userbyid(relowner)) FROM pg_class WHERE oid = 'audit_event'::regclass")) {
            row.next();
            return row.getString(1);
        }
    }
}
