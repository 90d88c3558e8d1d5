package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What statements cost, as a real pg_stat_statements counts it. */
class TestStatements {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final StatementQuery ALL =
            new StatementQuery(Duration.ofHours(1), Duration.ZERO, Order.TOTAL, StatementQuery.MAX_LIMIT, true);

    private static final String NUMBERS = "SELECT abs($1), abs($2), sqrt($3)";

    private static TestingPostgres server;

    private TestingAuditDb audit;

    @BeforeAll
    static void startServer() {
        server = TestingPostgres.start(Map.of("shared_preload_libraries", "pg_stat_statements"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void close() {
        if (audit != null) {
            audit.close();
        }
    }

    private void open(Map<String, Object> settings) {
        audit = open(server, settings);
        report(); // what was counted before belongs to nobody
    }

    private static TestingAuditDb open(TestingPostgres server, Map<String, Object> settings) {
        var all = new HashMap<String, Object>(
                Map.of("plugins.monitoring.enabled", true, "plugins.monitoring.statements.interval", "1h"));
        all.putAll(settings);
        TestingAuditDb opened = TestingAuditDb.closed(server.createDatabase(), all);
        opened.start();
        return opened;
    }

    private StatementReport report() {
        return report(ALL);
    }

    private StatementReport report(StatementQuery query) {
        return audit.platform().service(PerformanceMonitor.class).statements(OPERATOR, query);
    }

    private void use(int times) {
        for (int i = 0; i < times; i++) {
            audit.database().append(List.of(SampleEvents.event(i)));
            audit.database()
                    .query(EventQuery.builder().tenant("clinic").limit(10).build());
        }
    }

    private static Statement find(StatementReport report, String part) {
        return report.statements().stream()
                .filter(it -> it.text().contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError(part + " is not among "
                        + report.statements().stream().map(Statement::text).toList()));
    }

    @Test
    void countsWhatThePlatformRunsFromOneReadingToTheNext() {
        open(Map.of());
        use(7);
        StatementReport report = report();
        assertThat(report.source()).isEqualTo(StatementReport.DATABASE);
        assertThat(report.remarks()).isEmpty();
        Statement query = find(report, "FROM audit_event a WHERE");
        assertThat(query.calls()).isEqualTo(7);
        assertThat(query.node()).isEqualTo("primary");
        assertThat(query.mean()).isPositive();
        assertThat(query.share()).isBetween(0.0, 1.0);
        assertThat(query.plan()).isNotEmpty().anyMatch(it -> it.contains("audit_event"));
        use(3);
        assertThat(find(report(), "FROM audit_event a WHERE").calls()).isEqualTo(10);
        assertThat(find(report(), "FROM audit_event a WHERE").id()).isEqualTo(query.id());
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        open(Map.of());
        use(4);
        report();
        audit.stop();
        audit.start();
        use(2);
        assertThat(find(report(), "FROM audit_event a WHERE").calls()).isEqualTo(6);
    }

    @Test
    void losesNothingThatWasReadWhenSomebodyElseResetsTheStatistics() throws SQLException {
        open(Map.of());
        use(5);
        report();
        audit.postgres().execute("SELECT pg_stat_statements_reset()");
        use(2);
        assertThat(find(report(), "FROM audit_event a WHERE").calls()).isEqualTo(7);
    }

    @Test
    void goesOnFromWhatIsLeftWhenTheServerForgetsAStatement() throws SQLException {
        open(Map.of());
        calculate(5);
        assertThat(find(report(), NUMBERS).calls()).isEqualTo(5);
        audit.postgres()
                .execute("SELECT pg_stat_statements_reset(userid, dbid, queryid) FROM pg_stat_statements"
                        + " WHERE query = '" + NUMBERS + "'");
        calculate(2);
        assertThat(find(report(), NUMBERS).calls())
                .as("fewer than before may be what is left of more")
                .isEqualTo(5);
        calculate(3);
        assertThat(find(report(), NUMBERS).calls()).isEqualTo(8);
    }

    private void calculate(int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            audit.postgres().execute("SELECT abs(1), abs(2), sqrt(3)");
        }
    }

    @Test
    void countsStatementsOnPartitionsAsOnTheEventTable() throws SQLException {
        open(Map.of());
        audit.database().append(List.of(SampleEvents.event(1), ReplicatedAuditDb.event("now")));
        List<String> partitions = partitions();
        assertThat(partitions).hasSizeGreaterThan(1);
        for (String partition : partitions) {
            audit.postgres().execute("SELECT count(*) FROM " + partition + " WHERE tenant = 'nobody'");
        }
        Statement counted = find(report(), "SELECT count(*) FROM audit_event WHERE tenant = $1");
        assertThat(counted.calls()).isEqualTo(partitions.size());
        assertThat(report().statements()).noneMatch(it -> it.text().contains(partitions.get(0) + " "));
    }

    private List<String> partitions() throws SQLException {
        try (Connection connection = audit.postgres().connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_event'::regclass");
                var row = statement.executeQuery()) {
            var names = new ArrayList<String>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }

    @Test
    void keepsNoValuesOfStatementsThatHaveThem() throws SQLException {
        open(Map.of());
        audit.postgres()
                .execute(
                        "CREATE ROLE told_nobody PASSWORD 'not-for-you'",
                        "DROP ROLE told_nobody",
                        "SET work_mem = '5MB'");
        assertThat(report().statements())
                .noneMatch(it -> it.text().contains("not-for-you") || it.text().contains("told_nobody"))
                .anyMatch(it -> it.text().equals("SET"));
    }

    @Test
    void takesStatementsWithCommentsAndBracketsAndKeepsNoComment() throws SQLException {
        open(Map.of());
        audit.postgres()
                .execute(
                        "/* user=alice */ SELECT 1 AS commented",
                        "SELECT /* user=bob */ 2, 3 AS within -- carol",
                        "(SELECT 3 AS one) UNION (SELECT 4)");
        StatementReport report = report();
        assertThat(find(report, "SELECT $1 AS commented").calls()).isOne();
        assertThat(find(report, "AS within").text()).doesNotContain("bob", "carol");
        assertThat(find(report, "(SELECT $1 AS one) UNION (SELECT $2)").plan())
                .as("statements of others are not planned")
                .isEmpty();
    }

    @Test
    void whatCannotBePlannedIsNoFailureOfThePlatform() {
        open(Map.of());
        use(2);
        report();
        assertThat(audit.platform().service(ErrorReports.class).report(OPERATOR).groups())
                .as("errors")
                .isEmpty();
    }

    @Test
    void keepsThoseThatTookMostAndTheRestTogether() throws SQLException {
        open(Map.of("plugins.monitoring.statements.max", 3));
        for (int i = 0; i < 8; i++) {
            audit.postgres().execute("SELECT " + "1, ".repeat(i) + "1");
        }
        StatementReport report = report();
        assertThat(report.statements()).hasSizeLessThanOrEqualTo(7); // three of each reading, and the others
        assertThat(find(report, "all others").calls()).isPositive();
    }

    @Test
    void saysWhichStatementsAreSlowAndHowSlowTheSlowestIs() throws SQLException {
        open(Map.of());
        audit.postgres().execute("SELECT pg_sleep(0.3)", "SELECT pg_sleep(0.3)");
        StatementQuery slow = new StatementQuery(Duration.ofHours(1), Duration.ofMillis(250), Order.MEAN, 5, true);
        StatementReport report = report(slow);
        assertThat(report.statements())
                .singleElement()
                .satisfies(it -> assertThat(it.text()).isEqualTo("SELECT pg_sleep($1)"))
                .satisfies(it -> assertThat(it.calls()).isEqualTo(2))
                .satisfies(it -> assertThat(it.mean()).isGreaterThanOrEqualTo(Duration.ofMillis(300)));
        StatementReport none =
                report(new StatementQuery(Duration.ofHours(1), Duration.ofSeconds(60), Order.MEAN, 5, false));
        assertThat(none.statements()).isEmpty();
        assertThat(none.slowest().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void advisesAboutAScanOfManyRowsForFew() throws SQLException {
        open(Map.of());
        audit.postgres()
                .execute(
                        "CREATE TABLE many AS SELECT n, n % 1000 AS part FROM generate_series(1, 50000) n",
                        "GRANT SELECT ON many TO PUBLIC", "ANALYZE many");
        try (Connection connection =
                        audit.platform().service(ConnectionManager.class).connection(ConnectionManager.Purpose.READ);
                var row = connection.createStatement().executeQuery("SELECT * FROM many WHERE n = 7")) {
            assertThat(row.next()).isTrue();
        }
        Statement statement = find(report(), "FROM many WHERE n = $1");
        assertThat(statement.plan()).anyMatch(it -> it.contains("Seq Scan on many"));
        assertThat(statement.advice()).singleElement().asString().contains("50000 rows", "an index");
    }

    @Test
    void comparesWithTheTimeBefore() throws SQLException {
        open(Map.of());
        use(1);
        Statement query = find(report(), "FROM audit_event a WHERE");
        audit.postgres()
                .execute(
                        "INSERT INTO statement_hour SELECT node, hour - interval '2 hours', statement, 100, 1, 0, 0, 0, 0, 0"
                                + " FROM statement_hour WHERE to_hex(statement) = ltrim('" + query.id() + "', '0')");
        Statement compared = find(report(), "FROM audit_event a WHERE");
        assertThat(compared.before()).contains(Duration.ofNanos(10_000));
    }

    @Test
    void forgetsWhatIsOlderThanWhatIsKept() throws SQLException {
        open(Map.of("plugins.monitoring.statements.keep", "2d"));
        use(1);
        report();
        audit.postgres()
                .execute(
                        "INSERT INTO statement_hour SELECT node, hour - interval '3 days', statement, 1, 1, 0, 0, 0, 0, 0"
                                + " FROM statement_hour");
        report();
        try (Connection connection = audit.postgres().connect();
                var row = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM statement_hour WHERE hour < now() - interval '2 days'")) {
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    @Test
    void needsTheRightToOperate() {
        open(Map.of());
        var reader = new Access("reader", Set.of(), Set.of(Right.READ));
        var monitor = audit.platform().service(PerformanceMonitor.class);
        assertThatThrownBy(() -> monitor.statements(reader, ALL))
                .isInstanceOfSatisfying(
                        AuditDbException.class, it -> assertThat(it.code()).isEqualTo(StandardErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> monitor.tables(reader)).isInstanceOf(AuditDbException.class);
        assertThatThrownBy(() -> monitor.advise(reader)).isInstanceOf(AuditDbException.class);
    }

    @Test
    void saysWhoMayNotSeeTheStatisticsOfOthers() throws SQLException {
        open(Map.of());
        audit.postgres()
                .execute("CREATE ROLE sees_nothing", "ALTER FUNCTION counted_statements() OWNER TO sees_nothing");
        use(2);
        StatementReport report = report();
        assertThat(report.source()).isEqualTo(StatementReport.PLATFORM);
        assertThat(report.remarks()).singleElement().asString().contains("GRANT pg_read_all_stats TO \"sees_nothing\"");
    }

    @Test
    void timesItselfWhereTheDatabaseDoesNotCountAndSaysWhatToDo() throws SQLException {
        open(Map.of("plugins.monitoring.statements.interval", "200ms"));
        audit.postgres().execute("DROP EXTENSION pg_stat_statements");
        use(5);
        StatementReport report = report();
        assertThat(report.source()).isEqualTo(StatementReport.PLATFORM);
        assertThat(report.remarks())
                .singleElement()
                .asString()
                .contains("shared_preload_libraries", "CREATE EXTENSION pg_stat_statements");
        assertThat(find(report, "operation query").calls()).isEqualTo(5);
        await().untilAsserted(() ->
                assertThat(find(report(), "operation append").calls()).isGreaterThanOrEqualTo(5));
    }
}
