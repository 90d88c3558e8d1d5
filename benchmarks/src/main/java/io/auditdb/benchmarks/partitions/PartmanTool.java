package io.auditdb.benchmarks.partitions;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.HandWrittenInsert;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** pg_partman on a table with the same columns and indexes, filled by INSERT and commit through a pool. */
final class PartmanTool implements PartitionTool {
    private static final int POOL = 8;
    /** It raises the error again as one of its own. */
    private static final String VIOLATED = "would be violated by some row";

    private final TestingAuditDb platform;
    private final TestingDatabase database;
    private final HealthEvents events;
    private final HandWrittenInsert insert;

    PartmanTool(Bench bench, TestingDatabase database, HealthEvents events) throws SQLException {
        this.platform = TestingAuditDb.closed(database, Map.of());
        this.database = database;
        this.events = events;
        makeTable();
        this.insert = new HandWrittenInsert(database.address(), bench.json(), POOL);
    }

    /** Takes the table from the platform, which then has nothing more to do with it. */
    private void makeTable() throws SQLException {
        platform.start();
        platform.stop();
        database.execute(
                "ALTER TABLE audit_event RENAME TO platform_event",
                "CREATE TABLE audit_event (LIKE platform_event INCLUDING ALL) PARTITION BY RANGE (occurred_at)",
                "DROP TABLE platform_event CASCADE",
                "CREATE SCHEMA partman",
                "CREATE EXTENSION pg_partman SCHEMA partman",
                "SELECT partman.create_parent('public.audit_event', 'occurred_at', 'native', 'monthly', p_jobmon := false)");
    }

    @Override
    public TestingDatabase database() {
        return database;
    }

    @Override
    public void write(long number) throws SQLException {
        insert.insert(events.event(number));
    }

    @Override
    public void create() throws SQLException {
        String months = OldMonths.starts().stream().map(Instant::toString).collect(Collectors.joining("','", "'", "'"));
        database.execute("SELECT partman.create_partition_time('public.audit_event', ARRAY[" + months
                + "]::timestamptz[], p_analyze := false)");
    }

    @Override
    public void drop() throws SQLException {
        database.execute("SELECT partman.drop_partition_time('public.audit_event', now() - '" + OldMonths.RANGE.to()
                + "'::timestamptz, p_keep_table := false)");
    }

    @Override
    public boolean drain() throws SQLException {
        try {
            database.execute("CALL partman.partition_data_proc('public.audit_event', p_wait := 0, p_quiet := true)");
            return true;
        } catch (SQLException e) {
            if (e.getMessage().contains(VIOLATED)) {
                return false; // the partition of the present cannot be attached while events of it come into the other
            }
            throw e;
        }
    }

    @Override
    public void close() {
        insert.close();
        platform.close();
    }
}
