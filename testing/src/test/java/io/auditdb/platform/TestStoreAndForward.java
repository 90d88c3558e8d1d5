package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A spool that takes events while the database is away. */
@Timeout(180)
class TestStoreAndForward {
    private static final Map<String, Object> SPOOLING = Map.of(
            "ingest.spool.enabled", true,
            "ingest.spool.retry-pause", "50ms",
            "ingest.spool.segment-size", "64KB",
            "ingest.in-doubt-timeout", "2s",
            "database.pool.acquire-timeout", "300ms",
            "database.pool.min", 0);
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final int CALLERS = 4;
    private static final int OUTAGES = Integer.getInteger("spool.outages", 2);

    private TestingAuditDb audit;

    @AfterEach
    void close() {
        audit.close();
    }

    @Test
    void takesEventsWhileTheDatabaseIsAwayAndBringsThemThereInOrder() throws Exception {
        audit = TestingAuditDb.open(SPOOLING);
        assertThat(audit.database().append(SampleEvents.event(0)).isSpooled()).isFalse();
        takeAway();
        for (int i = 1; i <= 150; i++) {
            Appended appended = audit.database().append(SampleEvents.event(i));
            assertThat(appended.isSpooled()).isTrue();
            assertThat(appended.id()).isEqualTo(SampleEvents.event(i).id());
        }
        await().until(() -> report().state() == State.FILLING);
        assertThat(report().events()).isGreaterThanOrEqualTo(150);
        assertThat(health("database").status()).isEqualTo(HealthCheck.Status.DEGRADED);
        assertThat(health("spool").message()).contains("are not in the database yet");
        bringBack();
        awaitEmpty();
        assertThat(audit.database().append(SampleEvents.event(7)).duplicate()).isTrue();
        assertThat(
                        numbers(
                                "SELECT (details ->> 'whole')::int FROM audit_event WHERE source = 'ehr' ORDER BY recorded_at, batch, position"))
                .containsExactlyElementsOf(
                        Stream.iterate(0, i -> i + 1).limit(151).toList());
        await().until(() -> health("database").status() == HealthCheck.Status.UP);
        assertThat(health("spool").status()).isEqualTo(HealthCheck.Status.UP);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void everyAcknowledgedEventIsThereOnceAfterTheServerWasKilledUnderLoad() throws Exception {
        long seed = Long.getLong("spool.seed", System.nanoTime());
        System.out.println("spool.seed=" + seed);
        var random = new Random(seed);
        try (var server = TestingPostgres.startEmbedded(Map.of())) {
            audit = TestingAuditDb.closed(server.createDatabase(), SPOOLING);
            audit.start();
            var ended = new AtomicBoolean();
            var callers = new ArrayList<Caller>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(new Caller(audit, i, ended));
            }
            callers.forEach(Thread::start);
            for (int outage = 0; outage < OUTAGES; outage++) {
                Thread.sleep(300 + random.nextInt(300)); // under load
                server.kill();
                if (random.nextBoolean()) {
                    awaitEmpty();
                }
            }
            ended.set(true);
            for (Caller caller : callers) {
                caller.join();
            }
            awaitEmpty();
            assertThat(report().spooled()).as("something was spooled").isPositive();
            assertThat(report().quarantined()).isZero();
            for (Caller caller : callers) {
                assertThat(caller.failures).isEmpty();
                assertThat(numbers("SELECT (details ->> 'number')::int FROM audit_event WHERE correlation_id = 'caller-"
                                + caller.number + "' ORDER BY recorded_at, batch, position"))
                        .as("seed %d: all that was acknowledged, once, and in order", seed)
                        .containsExactlyElementsOf(caller.acknowledged);
            }
            assertThat(audit.verify().violations()).isEmpty();
            audit.stop();
            audit.close();
            audit = TestingAuditDb.closed(Map.of());
        }
    }

    @Test
    void whatWasSpooledWhenThePlatformStoppedIsStoredAtTheNextStart() throws Exception {
        audit = TestingAuditDb.open(SPOOLING);
        takeAway();
        for (int i = 0; i < 20; i++) {
            assertThat(audit.database().append(SampleEvents.event(i)).isSpooled())
                    .isTrue();
        }
        audit.stop();
        assertNothingInClear(audit.var().resolve("spool"));
        bringBack();
        audit.start();
        awaitEmpty();
        assertThat(numbers("SELECT count(*) FROM audit_event WHERE source = 'ehr'"))
                .containsExactly(20);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void theSameIdIsStoredOnceAndTheSecondOfTwoDifferentEventsIsPutAside() throws Exception {
        audit = TestingAuditDb.open(SPOOLING);
        audit.database().append(SampleEvents.event(1));
        takeAway();
        AuditEvent other = SampleEvents.event(2).toBuilder().outcome("another").build();
        for (AuditEvent event : List.of(
                SampleEvents.event(1), SampleEvents.event(2), other, SampleEvents.event(2), SampleEvents.event(3))) {
            assertThat(audit.database().append(event).isSpooled()).isTrue();
        }
        bringBack();
        awaitEmpty();
        assertThat(numbers("SELECT (details ->> 'whole')::int FROM audit_event WHERE source = 'ehr' ORDER BY id"))
                .containsExactly(1, 2, 3);
        assertThat(report().quarantined()).isEqualTo(1);
        assertThat(health("spool").status()).isEqualTo(HealthCheck.Status.DEGRADED);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void whatIsWrongIsRefusedAlsoWhileTheDatabaseIsAway() throws Exception {
        audit = TestingAuditDb.open(SPOOLING);
        takeAway();
        assertThatThrownBy(() -> audit.database()
                        .append(SampleEvents.event(1).toBuilder().action(null).build()))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_EVENT));
        assertThatThrownBy(() -> audit.database().append(SampleEvents.events(2), Acknowledgement.SEQUENCED))
                .as("who asks for more than durable does not get less")
                .isInstanceOfSatisfying(
                        AuditDbException.class,
                        e -> assertThat(e.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE));
        bringBack();
        awaitEmpty();
        assertThat(numbers("SELECT count(*) FROM audit_event WHERE source = 'ehr'"))
                .containsExactly(0);
    }

    @Test
    void aDatabaseThatFallsSilentIsAwayToo() throws Exception {
        TestingDatabase database = TestingPostgres.shared().createDatabase();
        var settings = new HashMap<String, Object>(SPOOLING);
        settings.put("ingest.spool.patience", "300ms");
        audit = TestingAuditDb.closed(database, settings);
        audit.start();
        audit.database().append(SampleEvents.event(0));
        try (Connection locking = database.connect();
                Statement statement = locking.createStatement()) {
            locking.setAutoCommit(false);
            statement.execute("LOCK TABLE ledger_batch IN ACCESS EXCLUSIVE MODE");
            for (int i = 1; i <= 10; i++) {
                assertThat(audit.database().append(SampleEvents.event(i)).isSpooled())
                        .isTrue();
            }
            locking.rollback();
        }
        awaitEmpty();
        assertThat(numbers("SELECT (details ->> 'whole')::int FROM audit_event WHERE source = 'ehr' ORDER BY id"))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(audit.verify().violations()).isEmpty();
    }

    /** Sends one event after the other, each once, and notes which were acknowledged. */
    private static final class Caller extends Thread {
        private final TestingAuditDb audit;
        private final int number;
        private final AtomicBoolean ended;
        private final List<Integer> acknowledged = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        Caller(TestingAuditDb audit, int number, AtomicBoolean ended) {
            this.audit = audit;
            this.number = number;
            this.ended = ended;
        }

        @Override
        public void run() {
            for (int i = 0; !ended.get(); i++) {
                AuditEvent event = SampleEvents.event(i % 100).toBuilder()
                        .id(new UUID(0x4000L | (long) number << 32, 0x8000000000000000L | i))
                        .correlationId("caller-" + number)
                        .detail("number", (long) i)
                        .build();
                try {
                    audit.database().append(event);
                    acknowledged.add(i);
                } catch (AuditDbException e) {
                    failures.add(i + ": " + e);
                }
            }
        }
    }

    private static void assertNothingInClear(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("patient-", "O'Brien");
            }
        }
    }

    private SpoolReport report() {
        return audit.platform().service(StoreAndForward.class).report(OPERATOR);
    }

    private void awaitEmpty() {
        await().atMost(Duration.ofSeconds(60)).until(() -> report().state() == State.EMPTY);
    }

    private HealthCheck.Result health(String name) {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow()
                .check();
    }

    private List<Integer> numbers(String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            var numbers = new ArrayList<Integer>();
            while (row.next()) {
                numbers.add(row.getInt(1));
            }
            return numbers;
        }
    }

    private void takeAway() throws SQLException {
        String name = audit.postgres().address().database();
        onServer(
                "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    private void bringBack() throws SQLException {
        onServer("ALTER DATABASE " + audit.postgres().address().database() + " WITH ALLOW_CONNECTIONS true");
    }

    private static void onServer(String... statements) throws SQLException {
        var server = TestingPostgres.shared().address();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
