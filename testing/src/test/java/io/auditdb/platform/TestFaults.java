package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ConnectionManager.Purpose;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.ErrorRecovery.Category;
import io.auditdb.testing.OtherInstance;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way that a primary fails: what kind of failure it is, what callers see, and how long it takes to be back. */
class TestFaults {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    /** The earlier system's target for a database, and ours. */
    private static final Duration TARGET = Duration.ofSeconds(30);

    private static final Duration AIM = Duration.ofSeconds(10);

    private static FaultyPrimary primary;

    private TestingDatabase database;
    private TestingAuditDb audit;

    @BeforeAll
    static void startServer() {
        primary = FaultyPrimary.start();
    }

    @AfterAll
    static void stopServer() throws IOException, SQLException {
        primary.close();
    }

    @BeforeEach
    void open() {
        database = primary.server().createDatabase();
        audit = TestingAuditDb.closed(database, settings(Map.of()));
        audit.start();
        append(0);
    }

    /** Limits of time that a test can wait for; breakers as they are by default. */
    private static Map<String, Object> settings(Map<String, Object> others) {
        var settings = new HashMap<String, Object>(Map.of(
                "database.pool.acquire-timeout", "500ms",
                "database.pool.min", 0,
                "database.read-timeout", "1s",
                "database.answer-timeout", "2s",
                "ingest.commit-timeout", "5s",
                "cache.enabled", false));
        settings.putAll(others);
        return settings;
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private void append(int number) {
        audit.database().append(event(number));
    }

    private static AuditEvent event(int number) {
        return SampleEvents.event(number % 200).toBuilder()
                .id(UUID.randomUUID())
                .build();
    }

    private void read() {
        audit.database().query(EventQuery.builder().limit(1).build());
    }

    private static AuditDbException seen(ThrowingCallable call) {
        long start = System.nanoTime();
        AuditDbException seen = catchThrowableOfType(AuditDbException.class, call);
        assertThat((Throwable) seen).as("it fails").isNotNull();
        assertThat(seen.code().kind()).isEqualTo(ErrorKind.RESOURCE);
        assertThat(seen.code().status()).isEqualTo(503);
        assertThat(seen.retryAfter()).isPresent();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AIM);
        return seen;
    }

    private Category kind(Throwable failure) {
        return audit.platform().service(ErrorRecovery.class).classify(failure);
    }

    /** Returns how long it takes until work is done again. */
    private static Duration recovery(Runnable work) {
        long start = System.nanoTime();
        Awaitility.await()
                .atMost(TARGET)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsInstanceOf(AuditDbException.class)
                .until(() -> {
                    work.run();
                    return true;
                });
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void report(String fault, AuditDbException seen, Duration recovery) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %-10s %-20s \"%s\", again after %d ms%n",
                fault,
                kind(seen).name().toLowerCase(Locale.ROOT),
                seen.code().name(),
                seen.getMessage(),
                recovery.toMillis());
    }

    private BreakerReport breaker(String name) {
        return audit.platform().service(Breakers.class).report(OPERATOR).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private HealthCheck.Status health(String name) {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow()
                .check()
                .status();
    }

    private void takeAway() throws SQLException {
        primary.execute(
                "ALTER DATABASE " + database.address().database() + " WITH ALLOW_CONNECTIONS false", terminate());
    }

    private void bringBack() throws SQLException {
        primary.execute("ALTER DATABASE " + database.address().database() + " WITH ALLOW_CONNECTIONS true");
    }

    private String terminate() {
        return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + database.address().database() + "'";
    }

    @Test
    void thePrimaryIsKilledAndStartsAgain() {
        primary.restart();
        Duration appends = recovery(() -> append(1));
        Duration reads = recovery(this::read);
        System.out.printf(
                "%-28s appends again after %d ms, reads after %d ms more%n",
                "restarted", appends.toMillis(), reads.toMillis());
        assertThat(appends.plus(reads)).isLessThan(AIM);
        audit.awaitSealed(2);
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void aPrimaryThatIsAwayIsNotAskedUntilAWriterGetsThrough() throws SQLException {
        takeAway();
        AuditDbException first = seen(this::read);
        Awaitility.await().atMost(AIM).until(() -> {
            seen(this::read);
            return breaker("primary").state() == State.OPEN;
        });
        assertThat(health("breaker:primary")).isEqualTo(HealthCheck.Status.DEGRADED);
        long start = System.nanoTime();
        AuditDbException refused = seen(this::read);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(100));
        assertThat(refused.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(38));
        assertThat(refused).hasMessageContaining("primary");

        bringBack();

        Duration back = recovery(this::read);
        report("away", first, back);
        assertThat(back).as("no waiting for the end of the 30 s").isLessThan(AIM);
        recovery(() -> append(1));
        Awaitility.await().until(() -> {
            read();
            return health("breaker:primary") == HealthCheck.Status.UP;
        });
        assertThat(breaker("primary").transitions()).hasSizeGreaterThanOrEqualTo(3);
        List<ErrorGroup> errors =
                audit.platform().service(ErrorReports.class).report(OPERATOR).groups();
        assertThat(errors).anySatisfy(group -> {
            assertThat(group.category()).isEqualTo(Category.CONNECTION);
            assertThat(group.count()).isPositive();
            assertThat(group.frames()).isNotEmpty();
        });
    }

    @Test
    void anAppendIsNotRefusedForWhatReadsHaveMet() throws SQLException {
        primary.takeConnections();
        try {
            Awaitility.await().atMost(TARGET).until(() -> {
                seen(this::read);
                return breaker("primary").state() == State.OPEN;
            });
            for (int i = 0; i < 10; i++) {
                append(i);
            }
        } finally {
            primary.giveConnectionsBack();
        }
        assertThat(breaker("primary").state()).isEqualTo(State.OPEN);
        audit.platform().service(Breakers.class).reset(OPERATOR, "primary");
        recovery(this::read);
        Awaitility.await()
                .until(() -> !audit.database()
                        .query(EventQuery.builder()
                                .tenant("_system")
                                .action("breaker.reset")
                                .build())
                        .events()
                        .isEmpty());
    }

    @Test
    void thePrimaryIsPaused() throws Exception {
        read();
        AuditDbException reading;
        AuditDbException appending;
        try (AutoCloseable pause = primary.pause()) {
            reading = seen(this::read);
            appending = seen(() -> append(1));
        }
        Duration reads = recovery(this::read);
        Duration appends = recovery(() -> append(1));
        report("paused, a read", reading, reads);
        report("paused, an append", appending, appends);
        assertThat(kind(reading)).isIn(Category.CONNECTION, Category.RESOURCE, Category.TIMEOUT);
        assertThat(reads.plus(appends)).isLessThan(AIM);
    }

    @Test
    void thePortIsRefused() throws Exception {
        var address = database.address();
        try (var proxy = new CuttingProxy(address.host(), address.port())) {
            String url = "postgresql://" + address.user() + ":" + address.password() + "@127.0.0.1:" + proxy.port()
                    + "/" + address.database();
            audit.stop();
            audit = audit.with(settings(Map.of("database.url", url)));
            audit.start();
            try {
                refuse(proxy);
            } finally {
                audit.stop();
            }
        }
    }

    private void refuse(CuttingProxy proxy) throws IOException {
        read();
        proxy.refuse();
        AuditDbException seen = seen(this::read);
        seen(() -> append(1));
        proxy.admit();
        Duration back = recovery(this::read).plus(recovery(() -> append(1)));
        report("port refused", seen, back);
        assertThat(kind(seen)).isIn(Category.CONNECTION, Category.RESOURCE);
        assertThat(back).isLessThan(AIM);
    }

    @Test
    void theNameOfThePrimaryIsNotFound(@TempDir Path directory) throws Exception {
        String names = "127.0.0.1 " + NamedPrimary.NAME + " localhost\n";
        Path hosts = Files.writeString(directory.resolve("hosts"), names);
        try (OtherInstance other = OtherInstance.start(audit, NamedPrimary.class, hosts.toString())) {
            assertThat(whatFails(other)).isEmpty();
            Files.writeString(hosts, "");
            primary.execute(terminate());
            List<String> seen =
                    Awaitility.await().atMost(AIM).until(() -> whatFails(other), failures -> failures.size() == 2);
            assertThat(seen).allMatch(it -> it.startsWith("failed CONNECTION DATABASE_UNAVAILABLE"));

            Files.writeString(hosts, names);
            long start = System.nanoTime();
            Awaitility.await().atMost(AIM).until(() -> whatFails(other).isEmpty());
            System.out.printf("%-28s %s, again after %d ms%n", "name not found", seen.get(0), millisSince(start));
        }
        audit.awaitSealed(3);
        assertThat(audit.verify().intact()).isTrue();
    }

    private static List<String> whatFails(OtherInstance other) throws IOException {
        other.go();
        return other.failures();
    }

    @Test
    void thereAreNoConnectionsLeft() throws SQLException {
        primary.takeConnections();
        AuditDbException seen;
        try {
            seen = seen(this::read);
            append(1); // the writers have theirs
        } finally {
            primary.giveConnectionsBack();
        }
        Duration back = recovery(this::read);
        report("out of connections", seen, back);
        assertThat(kind(seen)).isEqualTo(Category.RESOURCE);
        assertThat(back).isLessThan(AIM);
    }

    @Test
    void theServerTakesNoWrites() throws SQLException {
        String name = database.address().database();
        primary.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on", terminate());
        Awaitility.await().atMost(AIM).ignoreExceptions().until(() -> {
            read();
            return health("database") == HealthCheck.Status.UP;
        });
        seen(() -> append(1)); // a writer that nobody needed since may learn only now that its session was ended
        AuditDbException seen = awaitRefusal(Category.RESOURCE);
        read();
        primary.execute("ALTER DATABASE " + name + " RESET default_transaction_read_only", terminate());
        Duration back = recovery(() -> append(1));
        report("read-only", seen, back);
        assertThat(kind(seen)).isEqualTo(Category.RESOURCE);
        assertThat(seen).hasMessageContaining("takes no writes");
        assertThat(back).isLessThan(AIM);
    }

    private AuditDbException awaitRefusal(Category category) {
        return Awaitility.await().atMost(AIM).until(() -> seen(() -> append(1)), seen -> kind(seen) == category);
    }

    @Test
    void aReadWaitsForALockAndIsToldToGiveUp() throws SQLException {
        AuditDbException seen;
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE");
            for (int i = 0; i < 6; i++) {
                seen(this::read);
            }
            seen = seen(this::read);
            blocker.rollback();
        }
        Duration back = recovery(this::read);
        report("lock wait", seen, back);
        assertThat(kind(seen)).isEqualTo(Category.TIMEOUT);
        assertThat(breaker("primary").state())
                .as("a query that takes long is no outage")
                .isEqualTo(State.CLOSED);
        assertThat(back).isLessThan(AIM);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Turn {
        void take(Connection connection, int number) throws Exception;
    }

    /** Runs two transactions side by side that get in each other's way, and returns how often one was begun. */
    private int collide(int isolation, Turn work) throws Exception {
        ErrorRecovery recovery = audit.platform().service(ErrorRecovery.class);
        ConnectionManager connections = audit.platform().service(ConnectionManager.class);
        var attempts = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Object>> both = List.of(0, 1).stream()
                    .map(number -> threads.submit(() -> recovery.recover(() -> {
                        attempts.incrementAndGet();
                        try (Connection connection = connections.connection(Purpose.WRITE)) {
                            connection.setAutoCommit(false);
                            connection.setTransactionIsolation(isolation);
                            try {
                                work.take(connection, number);
                                connection.commit();
                            } catch (SQLException e) {
                                connection.rollback();
                                assertThat(recovery.classify(e)).isEqualTo(Category.CONTENTION);
                                throw e;
                            }
                            return null;
                        }
                    })))
                    .toList();
            for (Future<Object> one : both) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        return attempts.get();
    }

    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        var together = new CyclicBarrier(2);
        var first = new AtomicInteger();
        long start = System.nanoTime();
        int attempts = collide(Connection.TRANSACTION_READ_COMMITTED, (connection, number) -> {
            execute(connection, "SELECT pg_advisory_xact_lock(77, " + number + ")");
            if (first.incrementAndGet() <= 2) {
                together.await(10, TimeUnit.SECONDS);
            }
            execute(connection, "SELECT pg_advisory_xact_lock(77, " + (1 - number) + ")");
        });
        System.out.printf("%-28s contention, tried again, both done after %d ms%n", "deadlock", millisSince(start));
        assertThat(attempts).isGreaterThan(2);
        assertThat(breaker("primary").failures()).isZero();
    }

    @Test
    void aSerialisationFailureIsTriedAgain() throws Exception {
        var together = new CyclicBarrier(2);
        var first = new AtomicInteger();
        long start = System.nanoTime();
        int attempts = collide(Connection.TRANSACTION_SERIALIZABLE, (connection, number) -> {
            execute(connection, "SELECT count(*) FROM tenant");
            if (first.incrementAndGet() <= 2) {
                together.await(10, TimeUnit.SECONDS);
            }
            execute(connection, "INSERT INTO tenant (name, first_seen) VALUES ('t" + number + "', now())");
        });
        System.out.printf(
                "%-28s contention, tried again, both done after %d ms%n", "serialisation failure", millisSince(start));
        assertThat(attempts).isGreaterThan(2);
        assertThat(breaker("primary").failures()).isZero();
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Test
    void aStatementThatTakesTooLongIsEnded() {
        ErrorRecovery recovery = audit.platform().service(ErrorRecovery.class);
        ConnectionManager connections = audit.platform().service(ConnectionManager.class);
        AuditDbException seen = seen(() -> {
            try (Connection connection = connections.connection(Purpose.READ)) {
                execute(connection, "SELECT pg_sleep(20)");
            } catch (SQLException e) {
                throw recovery.handle(e);
            }
        });
        Duration back = recovery(this::read);
        report("statement timeout", seen, back);
        assertThat(kind(seen)).isEqualTo(Category.TIMEOUT);
        assertThat(seen.code()).isEqualTo(StandardErrorCode.TIMEOUT);
        assertThat(back).isLessThan(AIM);
    }
}
