package io.auditdb.benchmarks.partitions;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Callers;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Seven years of a hospital group's events in monthly partitions, and the same rows in a plain table. The database makes
 * them itself, so that they are there in minutes, and keeps them when it is a server that goes on running.
 */
final class YearsOfEvents {
    static final int MONTHS = 84;
    static final YearMonth FIRST = YearMonth.of(2018, 1);

    /** What the platform's tables are in, and, for a session that looks into it first, the plain one. */
    static final String PLAIN = "plain";

    private static final int SESSIONS = 2;

    /** What a table has that nobody gave much thought to. */
    private static final List<String> PLAIN_INDEXES = List.of(
            "ALTER TABLE plain.audit_event ADD PRIMARY KEY (id)",
            "CREATE INDEX ON plain.audit_event (occurred_at)",
            "CREATE INDEX ON plain.audit_event (principal_id)",
            "CREATE INDEX ON plain.audit_event (subject_id)");

    private static final String CATALOG = """
            SELECT format('ALTER TABLE audit_event DROP CONSTRAINT %I', conname),
                   format('ALTER TABLE audit_event ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE conrelid = 'audit_event'::regclass AND contype = 'p'
            UNION ALL
            SELECT format('DROP INDEX %s', indexrelid::regclass), replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
            FROM pg_index WHERE indrelid = 'audit_event'::regclass AND NOT indisprimary
              AND indexrelid <> 'audit_event_words'::regclass
            """;
    private static final String FORGET_ROLES = """
            DO $$ DECLARE r text; BEGIN
              FOR r IN SELECT rolname FROM pg_roles WHERE rolname LIKE '%s\\_%%' LOOP
                EXECUTE format('REASSIGN OWNED BY %%I TO CURRENT_USER', r);
                EXECUTE format('DROP OWNED BY %%I', r);
              END LOOP;
            END $$
            """;

    private final DatabaseAddress address;
    private final long rows;

    private YearsOfEvents(DatabaseAddress address, long rows) {
        this.address = address;
        this.rows = rows;
    }

    /** Makes them, unless an earlier run left them complete on this server. */
    static YearsOfEvents open(Bench bench, long rows) throws Exception {
        DatabaseAddress server = bench.server();
        String name = "audit_db_years_" + rows;
        var years = new YearsOfEvents(named(server, name), rows);
        if (!exists(server, name)) {
            years.make(bench, name);
        }
        return years;
    }

    private static DatabaseAddress named(DatabaseAddress server, String database) {
        return new DatabaseAddress(
                server.host(), server.port(), database, server.user(), server.password(), server.parameters());
    }

    private static boolean exists(DatabaseAddress server, String name) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + name + "'")) {
            return row.next();
        }
    }

    /** It gets its name last, so that what bears it is complete. */
    private void make(Bench bench, String name) throws Exception {
        try (TestingAuditDb audit = bench.open(ManyPartitions.SETTINGS)) {
            var range = new PartitionRange(start(0), start(MONTHS));
            var order = new PartitionOrder(range, Optional.of(PartitionInterval.parse("monthly")));
            audit.platform().service(PartitionManager.class).create(ManyPartitions.OPERATOR, order, false);
            audit.stop();
            DatabaseAddress made = audit.postgres().address();
            fill(made);
            session(made, List.of(FORGET_ROLES.formatted(made.database())));
            try (Connection connection = connect(bench.server());
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER DATABASE " + made.database() + " RENAME TO " + name);
            }
        }
    }

    /** Indexes are built when the rows are there, which takes a fraction of the time. */
    private void fill(DatabaseAddress made) throws Exception {
        var drops = new ArrayList<String>(List.of("DROP INDEX audit_event_words"));
        var builds = new ArrayList<String>();
        try (Connection connection = connect(made);
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(CATALOG)) {
                while (row.next()) {
                    drops.add(row.getString(1));
                    builds.add(row.getString(2));
                }
            }
            run(statement, drops);
            run(statement, List.of("CREATE SCHEMA plain", "CREATE TABLE plain.audit_event (LIKE audit_event)"));
        }
        String insert = text("years.sql");
        List<Integer> months = IntStream.range(0, MONTHS).boxed().toList();
        Callers.seconds(SESSIONS, months, month -> session(made, insert(insert, month)));
        Callers.seconds(SESSIONS, List.of(builds, PLAIN_INDEXES), indexes -> session(made, indexes));
        session(made, List.of("VACUUM (ANALYZE)", "CHECKPOINT"));
    }

    private List<String> insert(String insert, int month) {
        long first = rows * month / MONTHS;
        long last = rows * (month + 1) / MONTHS - 1;
        return List.of(
                insert.formatted(partition(month), first, last, start(month), start(month + 1)),
                "INSERT INTO plain.audit_event SELECT * FROM " + partition(month));
    }

    private static void session(DatabaseAddress made, List<String> commands) throws SQLException {
        try (Connection connection = connect(made);
                Statement statement = connection.createStatement()) {
            statement.execute("SET maintenance_work_mem = '1GB'");
            statement.execute("SET synchronous_commit = off");
            run(statement, commands);
        }
    }

    private static void run(Statement statement, List<String> commands) throws SQLException {
        for (String command : commands) {
            System.err.println(command.lines().limit(2).collect(Collectors.joining(" ")));
            statement.execute(command);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = YearsOfEvents.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Instant start(int month) {
        LocalDate day = FIRST.plusMonths(month).atDay(1);
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    static String partition(int month) {
        YearMonth which = FIRST.plusMonths(month);
        return "audit_event_%d_%02d".formatted(which.getYear(), which.getMonthValue());
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    DatabaseAddress address() {
        return address;
    }

    long rows() {
        return rows;
    }

    /** Runs commands as superuser, each committed for itself. */
    void execute(String... commands) throws SQLException {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement()) {
            run(statement, List.of(commands));
        }
    }
}
