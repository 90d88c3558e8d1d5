package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.Replicas;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingCluster;
import io.auditdb.testing.TestingDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twenty problems are planted into databases of three shapes, each of which is well before. Each problem has to be found, by
 * name; before, nothing may be.
 */
@Timeout(300)
class TestAdvice {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final OffsetDateTime OLD = OffsetDateTime.of(2019, 3, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final String SEALED = "audit_event_2019_03";
    private static final String OPEN_SESSIONS = "idle in transaction";

    /** Kinds of which there may be more than what was planted. */
    private static final Set<String> PLANTED =
            Set.of("index-unused", "index-duplicate", "index-invalid", "table-bloated", "statistics-stale");

    private static TestingCluster cluster;

    private final OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    private final List<AutoCloseable> planted = new ArrayList<>();
    private TestingDatabase database;
    private TestingAuditDb audit;

    /** What databases look like. */
    enum Shape {
        /** A month that is over, and the present one. */
        FEW_PARTITIONS("monthly", 1, 1),
        /** Seven years of months. */
        MANY_PARTITIONS("monthly", 84, 1),
        /** Days, and events of many tenants. */
        MANY_TENANTS("daily", 1, 200);

        private final String interval;
        private final int months;
        private final int tenants;

        Shape(String interval, int months, int tenants) {
            this.interval = interval;
            this.months = months;
            this.tenants = tenants;
        }
    }

    @BeforeAll
    static void startCluster() {
        cluster = TestingCluster.start(Map.of("autovacuum_freeze_max_age", "100000"));
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : planted) {
            each.close();
        }
        cluster.standby(0).delay(Duration.ZERO);
        run("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()");
        if (audit != null) {
            audit.close();
        }
    }

    private Map<String, Object> settings(Shape shape) {
        var settings = new HashMap<String, Object>(Map.of(
                "partition.interval",
                shape.interval,
                "plugins.partitioning.enabled",
                true,
                "plugins.partitioning.ahead",
                1,
                "plugins.monitoring.enabled",
                true,
                "plugins.monitoring.statements.interval",
                "1h",
                "plugins.monitoring.advice.interval",
                "1h",
                "plugins.replica-router.enabled",
                true,
                "database.replica.check-interval",
                "100ms"));
        settings.put("database.replicas.one", TestingCluster.url(cluster.standby(0), database));
        settings.put("database.replicas.two", TestingCluster.url(cluster.standby(1), database));
        return settings;
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatIsPlantedAndNothingBefore(Shape shape) throws Exception {
        database = cluster.createDatabase();
        audit = TestingAuditDb.closed(database, settings(shape));
        audit.start();
        fill(shape);
        assertThat(advise().advice()).as("a healthy database").isEmpty();
        use();
        assertThat(advise().advice()).as("a healthy database in use").isEmpty();
        assertThat(advise().remarks())
                .as("nothing is in doubt but")
                .allMatch(it -> it.contains("scans have been counted"));
        audit.stop();

        audit = strict(shape);
        audit.start();
        await().until(this::replicaIsWell);
        statements();
        advise(); // what is judged by how it changes begins here
        plantTables();
        plantIndexes();
        plantStatements();
        plantSessions();
        plantLoad();
        plantPartitions(shape);
        cluster.standby(0).delay(Duration.ofSeconds(30));
        write();
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    statements();
                    run("INSERT INTO planted_wal SELECT n, repeat('x', 500) FROM generate_series(1, 60000) n");
                    assertThat(kinds()).contains(KINDS);
                });
        assertThat(find("index-unused").subject()).isEqualTo("planted_unused");
        assertThat(find("index-duplicate").subject()).isEqualTo("planted_duplicate");
        assertThat(find("index-invalid").subject()).isEqualTo("planted_invalid");
        assertThat(find("table-bloated").subject()).isEqualTo("planted_bloat");
        assertThat(find("statistics-stale").subject()).isEqualTo("planted_stale");
        assertThat(find("freeze-age").evidence()).contains("transactions old");
        assertThat(find("session-blocks").evidence()).contains("1 wait for a lock", OPEN_SESSIONS);
        assertThat(find("statement-slow").evidence()).contains("pg_sleep");
        assertThat(find("statement-slower").evidence()).contains("4.0 times", "limit.change");
        assertThat(find("replica-lags").subject()).isEqualTo("one");
        assertThat(find("setting-shared-buffers").evidence()).contains("the server has 200MB of RAM");
    }

    private static final String[] KINDS = {
        "index-missing",
        "index-unused",
        "index-duplicate",
        "index-invalid",
        "table-bloated",
        "session-blocks",
        "session-idle",
        "statistics-stale",
        "setting-shared-buffers",
        "freeze-age",
        "statement-slow",
        "statement-slower",
        "replica-lags",
        "disk-full-ahead",
        "wal-checkpoints",
        "pool-small",
        "pool-large",
        "cache-small",
        "partition-large",
        "partition-missing"
    };

    /** The same database, judged by limits that a test can reach. */
    private TestingAuditDb strict(Shape shape) {
        Map<String, Object> settings = settings(shape);
        settings.putAll(Map.of(
                "plugins.monitoring.statements.slow", "200ms",
                "plugins.monitoring.advice.patience", "0s",
                "plugins.monitoring.advice.server-memory", "200MB",
                "plugins.monitoring.advice.lock-wait", "500ms",
                "plugins.monitoring.advice.idle-in-transaction", "500ms",
                "plugins.monitoring.advice.replica-lag", "500ms",
                "plugins.monitoring.advice.bloat-min-size", "1MB",
                "plugins.monitoring.advice.disk-full-within", "36500d",
                "plugins.partitioning.large-partition", "100KB",
                "plugins.partitioning.index.unused-after", "1ms"));
        settings.put("plugins.monitoring.advice.disk-watch", "0s");
        settings.putAll(Map.of(
                "plugins.partitioning.index.min-queries", 3,
                "plugins.partitioning.index.min-rows", 1,
                "plugins.cache-local.enabled", true,
                "plugins.cache-local.size", "2MB",
                "database.pool.min", 12,
                "database.pool.max", 12,
                "database.pool.max-waiting", 1));
        return audit.with(settings);
    }

    private boolean replicaIsWell() {
        return audit.platform().service(Replicas.class).states().stream()
                .allMatch(it -> it.healthy() && it.lagBytes() == 0);
    }

    private PerformanceMonitor monitor() {
        return audit.platform().service(PerformanceMonitor.class);
    }

    private AdviceReport advise() {
        return monitor().advise(OPERATOR);
    }

    private void statements() {
        monitor()
                .statements(
                        OPERATOR,
                        new StatementQuery(Duration.ofHours(1), Duration.ZERO, StatementQuery.Order.TOTAL, 1, true));
    }

    private List<String> kinds() {
        return advise().advice().stream().map(Advice::kind).distinct().toList();
    }

    private Advice find(String kind) {
        List<Advice> advice = advise().advice();
        return advice.stream()
                .filter(it -> it.kind().equals(kind))
                .filter(it -> !PLANTED.contains(kind) || it.subject().startsWith("planted"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " is not among " + advice));
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private void fill(Shape shape) {
        PartitionManager partitions = audit.platform().service(PartitionManager.class);
        Instant from = OLD.toInstant();
        var range = new PartitionRange(from, OLD.plusMonths(shape.months).toInstant());
        partitions.create(OPERATOR, new PartitionOrder(range, Optional.of(PartitionInterval.parse("monthly"))), false);
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < 2000; i++) {
            events.add(event(
                    "tenant-" + i % shape.tenants,
                    OLD.plusMonths(i % shape.months).plusMinutes(i),
                    i));
            events.add(event("tenant-" + i % 2 * i % shape.tenants, now.minusSeconds(i), i));
        }
        audit.database().append(events);
        audit.awaitSealed(events.size());
        partitions.maintain(OPERATOR, false);
        audit.platform().service(IndexManager.class).apply(OPERATOR, false, false);
        partitions.maintain(OPERATOR, false);
    }

    private static AuditEvent event(String tenant, OffsetDateTime time, int i) {
        return AuditEvent.builder()
                .tenant(tenant)
                .occurredAt(time)
                .action("fhir.patient.read")
                .status(Status.SUCCESS)
                .subject(new Subject("patient-" + i % 50, "Patient"))
                .correlationId("request-" + i)
                .build();
    }

    /** As applications do: some write, some look at what is new. */
    private void use() {
        for (int i = 0; i < 50; i++) {
            audit.database().append(List.of(event("tenant-0", now, i)));
            audit.database()
                    .query(EventQuery.builder()
                            .tenant("tenant-0")
                            .subject("patient-" + i)
                            .limit(20)
                            .build());
        }
    }

    /** So that replicas have something to lag behind. */
    private void write() {
        audit.database().append(List.of(event("tenant-0", now, 1)));
    }

    private void plantTables() throws SQLException {
        run(
                "CREATE TABLE planted_bloat WITH (autovacuum_enabled = off) AS SELECT n, repeat('x', 200) AS t"
                        + " FROM generate_series(1, 50000) n",
                "DELETE FROM planted_bloat WHERE n > 1000",
                "ALTER TABLE planted_bloat OWNER TO " + maintainer());
        // a session of its own, because what one counts it hands over when it ends
        run(
                "VACUUM (TRUNCATE off, ANALYZE) planted_bloat",
                "CREATE TABLE planted_stale (n int) WITH (autovacuum_enabled = off)",
                "INSERT INTO planted_stale SELECT generate_series(1, 20000)");
    }

    private String maintainer() throws SQLException {
        try (Connection connection = database.connect();
                var row = connection
                        .createStatement()
                        .executeQuery("SELECT tableowner FROM pg_tables WHERE tablename = 'audit_event'")) {
            row.next();
            return '"' + row.getString(1) + '"';
        }
    }

    private void plantIndexes() throws SQLException {
        run(
                "CREATE INDEX planted_unused ON " + SEALED + " (purpose, outcome)",
                "CREATE INDEX planted_duplicate ON " + SEALED + " (tenant, occurred_at)",
                "CREATE INDEX planted_invalid ON " + SEALED + " (outcome)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'planted_invalid'::regclass");
        for (int i = 0; i < 5; i++) {
            audit.database()
                    .query(EventQuery.builder()
                            .tenant("tenant-0")
                            .correlationId("request-" + i)
                            .build());
        }
    }

    private void plantStatements() throws SQLException {
        for (int i = 0; i < 3; i++) {
            run("SELECT pg_sleep(0.25)");
        }
        run(
                "INSERT INTO statement_text VALUES (4711, 'SELECT planted', false)",
                "INSERT INTO statement_hour SELECT 'primary', date_trunc('hour', now()) - h * interval '1 hour', 4711, 1000,"
                        + " CASE WHEN h < 2 THEN 40000 ELSE 10000 END, 0, 0, 0, 0, 0 FROM generate_series(0, 30) h");
        audit.platform().service(Limits.class).change(OPERATOR, "replicas", Map.of("failures", "4"));
        await().until(() -> !audit.database()
                .query(EventQuery.builder()
                        .tenant("_system")
                        .action("limit.change")
                        .consistency(Consistency.STRONG)
                        .build())
                .events()
                .isEmpty());
        // before the two hours in which it is slower, which may have been yesterday: the first event makes the
        // partition
        OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minusHours(2).truncatedTo(ChronoUnit.MICROS);
        audit.database().append(List.of(event("tenant-0", before, 1)));
        run("UPDATE audit_event SET occurred_at = occurred_at - interval '2 hours'"
                + " WHERE tenant = '_system' AND action = 'limit.change'");
    }

    private void plantSessions() throws SQLException {
        Connection idle = database.connect();
        idle.setAutoCommit(false);
        idle.createStatement().execute("LOCK TABLE planted_bloat");
        planted.add(idle);
        Connection waiting = database.connect();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<?> waits = threads.submit(() -> waiting.createStatement().execute("SELECT count(*) FROM planted_bloat"));
        planted.add(() -> {
            waits.get();
            waiting.close();
            threads.shutdownNow();
        });
        burnTransactions();
    }

    /** Each block that may fail takes a number of its own; the open transaction keeps them from being forgotten. */
    private void burnTransactions() throws SQLException {
        run("""
                DO $$ BEGIN
                  FOR i IN 1..130000 LOOP
                    BEGIN INSERT INTO planted_stale VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END;
                  END LOOP;
                END $$
                """);
    }

    private void plantLoad() throws Exception {
        run(
                "ALTER SYSTEM SET max_wal_size = '32MB'",
                "ALTER SYSTEM SET checkpoint_completion_target = 0",
                "SELECT pg_reload_conf()",
                "CREATE TABLE planted_wal (n int, t text)");
        for (int i = 0; i < 600; i++) {
            audit.database()
                    .query(EventQuery.builder()
                            .tenant("tenant-0")
                            .subject("patient-" + 2 * (i % 25))
                            .limit(50 + i / 25)
                            .build());
        }
        var file = audit.var().resolve("planted");
        planted.add(() -> Files.deleteIfExists(file));
        writeFile(file);
        crowd();
    }

    private static void writeFile(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                out.write(block);
            }
        }
    }

    private void crowd() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(60);
        try {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 600; i++) {
                int number = i;
                all.add(threads.submit(() -> audit.database()
                        .query(EventQuery.builder()
                                .tenant("tenant-0")
                                .principal("nobody-" + number)
                                .build())));
            }
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    assertThat(e).hasMessageContaining("wait"); // turned away, as is meant
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void plantPartitions(Shape shape) throws SQLException {
        String ahead = audit.platform().service(PartitionManager.class).list(OPERATOR).stream()
                .filter(it -> it.range()
                        .filter(range -> range.from().isAfter(Instant.now()))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError(shape + " has no partition ahead"))
                .name();
        run("DROP TABLE " + ahead);
    }
}
