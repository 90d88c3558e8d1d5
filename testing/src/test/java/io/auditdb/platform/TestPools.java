package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ConnectionManager.Purpose;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.PoolStats.LaneStats;
import io.auditdb.api.storage.PoolStats.Resize;
import io.auditdb.api.storage.PoolStats.State;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets a connection, and how many there are, on a real server. */
class TestPools {
    private static final Access READER = new Access("reader", Set.of(), Set.of(Right.READ));

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private TestingAuditDb audit;

    @AfterEach
    void close() throws InterruptedException {
        callers.shutdownNow();
        assertThat(callers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        if (audit != null) {
            audit.close();
        }
    }

    private ConnectionManager open(Map<String, ?> pool) {
        var settings = new HashMap<String, Object>();
        pool.forEach((key, value) -> settings.put("database." + key, value));
        audit = TestingAuditDb.open(settings);
        return audit.platform().service(ConnectionManager.class);
    }

    private static PoolStats stats(ConnectionManager connections, String pool) {
        return connections.poolStats().stream()
                .filter(it -> it.name().equals(pool))
                .findFirst()
                .orElseThrow();
    }

    private static LaneStats lane(PoolStats stats, Lane lane) {
        return stats.lanes().stream()
                .filter(it -> it.lane() == lane)
                .findFirst()
                .orElseThrow();
    }

    private static void sleep(ConnectionManager connections, Purpose purpose, Lane lane, double seconds) {
        try (Connection connection = connections.connection(purpose, lane);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(" + seconds + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As many as pools of these names have open, by what the server says. */
    private int sessions(String pools) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND application_name LIKE 'audit-db " + pools + "'")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void noAppendFailsWhileReadsAreOverloaded() throws Exception {
        ConnectionManager connections = open(Map.of("pool.max", 4, "pool.max-wait", "100ms"));
        AuditDatabase database = audit.database();
        var stop = new AtomicBoolean();
        var refused = new AtomicInteger();
        var others = new CopyOnWriteArrayList<Throwable>();
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int reader = i;
            readers.add(callers.submit(() -> {
                while (!stop.get()) {
                    try {
                        if (reader % 3 == 0) {
                            database.as(READER)
                                    .query(EventQuery.builder().limit(1).build());
                        } else {
                            sleep(connections, Purpose.READ, Lane.INTERACTIVE, 0.05);
                        }
                    } catch (AuditDbException e) {
                        if (e.code() == StandardErrorCode.OVERLOADED) {
                            refused.incrementAndGet();
                        } else {
                            others.add(e);
                        }
                    }
                }
            }));
        }
        await().until(() -> refused.get() > 50);
        for (int i = 0; i < 60; i++) {
            AuditEvent event = SampleEvents.event(i);
            if (i % 3 == 0) { // asks the read pool whether the log covers it
                assertThat(database.append(List.of(event), Acknowledgement.CHECKPOINTED))
                        .hasSize(1);
            } else if (i % 3 == 1) {
                assertThat(database.check(List.of(event))).containsExactly(false);
                database.append(event);
            } else {
                database.transaction(transaction -> transaction.append(List.of(event)));
            }
        }
        stop.set(true);
        for (Future<?> each : readers) {
            each.get(20, TimeUnit.SECONDS);
        }
        assertThat(others).isEmpty();
        PoolStats reads = stats(connections, "primary-read");
        assertThat(reads.state()).isEqualTo(State.OVERLOADED);
        assertThat(lane(reads, Lane.INTERACTIVE).refused()).isGreaterThanOrEqualTo(refused.get());
        assertThat(lane(reads, Lane.APPEND).refused()).isZero();
        assertThat(lane(reads, Lane.APPEND).timedOut()).isZero();
        assertThat(audit.platform().extensions(HealthCheck.class).stream()
                        .filter(it -> it.name().equals("pool primary-read"))
                        .map(it -> it.check().status()))
                .containsExactly(HealthCheck.Status.DEGRADED);
    }

    @Test
    void aQueryThatIsRefusedIsToldSoAtOnceAndIsNoRead() throws Exception {
        ConnectionManager connections =
                open(Map.of("pool.max", 3, "pool.append-reserve", 1, "pool.max-waiting", 1, "pool.adaptive", false));
        AuditDatabase database = audit.database().as(READER);
        for (int i = 0; i < 3; i++) { // two have connections, and one waits
            callers.execute(() -> sleep(connections, Purpose.READ, Lane.INTERACTIVE, 20));
        }
        await().until(() -> stats(connections, "primary-read").waiting() == 1);
        long start = System.nanoTime();
        assertThatThrownBy(() -> database.query(EventQuery.builder().build()))
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.OVERLOADED);
                    assertThat(e.retryAfter()).isPresent();
                });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        audit.postgres()
                .execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND query LIKE '%pg_sleep(20%' AND pid <> pg_backend_pid()");
        await().ignoreExceptions()
                .until(() ->
                        database.query(EventQuery.builder().build()).events().isEmpty());
        EventQuery recorded = EventQuery.builder()
                .tenants(Set.of(AuditDatabase.SYSTEM_TENANT))
                .action("audit.query")
                .build();
        await().until(() -> audit.database().query(recorded).events().size() == 1);
    }

    @Test
    void itGrowsWhileCallersWaitAndReallyShrinksAfterwards() throws Exception {
        ConnectionManager connections =
                open(Map.of("pool.min", 2, "pool.max", 10, "pool.shrink-after", "1s", "pool.idle-timeout", "10m"));
        assertThat(stats(connections, "primary-read").size()).isEqualTo(2);
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            readers.add(callers.submit(() -> sleep(connections, Purpose.READ, Lane.INTERACTIVE, 2)));
        }
        await().until(() -> stats(connections, "primary-read").size() == 10);
        await().until(() -> sessions("primary-read") >= 9);
        for (Future<?> each : readers) {
            each.get(20, TimeUnit.SECONDS);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stats(connections, "primary-read").size() == 2);
        await().until(() -> sessions("primary-read") <= 2);
        List<Resize> resizes = stats(connections, "primary-read").resizes();
        assertThat(resizes.get(resizes.size() - 1).why()).contains("in use and").contains("waiting");
        assertThat(resizes.get(0).why()).contains("were enough for");
        assertThat(resizes.get(0).to()).isEqualTo(2);
    }

    @Test
    void allPoolsTogetherNeverHaveMoreThanTheServerLeavesThem() throws Exception {
        audit = TestingAuditDb.closed(Map.of());
        int allowed;
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('max_connections')::int"
                        + " - current_setting('superuser_reserved_connections')::int"
                        + " - coalesce(current_setting('reserved_connections', true)::int, 0)")) {
            row.next();
            allowed = row.getInt(1);
        }
        int most = 17;
        audit = audit.with(Map.of("database.pool.headroom", allowed - most));
        audit.start();
        ConnectionManager connections = audit.platform().service(ConnectionManager.class);
        var stop = new AtomicBoolean();
        for (int i = 0; i < 24; i++) {
            Purpose purpose = List.of(Purpose.values()).get(i % 3);
            callers.execute(() -> {
                while (!stop.get()) {
                    sleep(connections, purpose, Lane.APPEND, 0.05);
                }
            });
        }
        try {
            for (int look = 0; look < 40; look++) {
                assertThat(sizes(connections)).isLessThanOrEqualTo(most);
                assertThat(sessions("primary-%")).isLessThanOrEqualTo(most);
                Thread.sleep(50);
            }
        } finally {
            stop.set(true);
        }
        assertThat(sizes(connections)).isEqualTo(most);
        assertThat(connections.poolStats())
                .flatMap(PoolStats::resizes)
                .anySatisfy(it -> assertThat(it.why()).contains("the server leaves no more than " + most));
    }

    private static int sizes(ConnectionManager connections) {
        return connections.poolStats().stream().mapToInt(PoolStats::size).sum();
    }

    @Test
    void aServerThatLeavesTooFewIsRefusedAtTheStart() {
        audit = TestingAuditDb.closed(Map.of("database.pool.headroom", 100_000));
        assertThatThrownBy(audit::start)
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("database.pool.headroom")
                .hasMessageContaining("max_connections");
    }

    @Test
    void whereLoadDoesNotDecidePoolsAreAsLargeAsAllowed() {
        ConnectionManager connections = open(Map.of("pool.adaptive", false, "pool.max", 7));
        assertThat(connections.poolStats()).extracting(PoolStats::size).containsExactly(7, 8, 4, 4);
    }

    @Test
    void eachLaneHasItsTimeAndLeavesNothingBehind() throws Exception {
        ConnectionManager connections =
                open(Map.of("pool.max", 1, "pool.min", 1, "read-timeout", "200ms", "analytics-timeout", "20s"));
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> sleep(connections, Purpose.READ, Lane.INTERACTIVE, 10))
                    .hasMessageContaining("statement timeout");
            sleep(connections, Purpose.READ, Lane.ANALYTICS, time == 0 ? 6 : 0.4); // longer than others may be silent
            try (Connection connection = connections.connection(Purpose.READ, Lane.ANALYTICS)) {
                connection.setAutoCommit(false); // what is left behind in a transaction is undone with it
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT 1");
                }
            }
        }
        var analytics = EventQuery.builder().workload(Workload.ANALYTICS).build();
        audit.database().query(analytics);
        audit.database().stream(EventQuery.builder().build()).close();
        assertThat(lane(stats(connections, "primary-read"), Lane.ANALYTICS).acquired())
                .isGreaterThan(4);
    }

    @Test
    void timeToAcquireIsKeptApartFromTimeOfUse() {
        ConnectionManager connections = open(Map.of("pool.max", 1, "pool.min", 1));
        for (int i = 0; i < 5; i++) {
            sleep(connections, Purpose.READ, Lane.INTERACTIVE, 0.1);
        }
        PoolStats stats = stats(connections, "primary-read");
        assertThat(stats.use().p50()).isBetween(Duration.ofMillis(100), Duration.ofMillis(400));
        assertThat(stats.acquire().p50()).isLessThan(Duration.ofMillis(50));
        assertThat(stats.use().count()).isEqualTo(stats.acquire().count()).isGreaterThanOrEqualTo(5);
        assertThat(stats.active()).isZero();
        assertThat(stats.failed()).isZero();
        assertThat(stats.state()).isEqualTo(State.UP);
    }
}
