package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that goes away and comes back. */
class TestOutage {
    private TestingAuditDb audit;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of(
                "database.pool.acquire-timeout",
                "300ms",
                "database.pool.min",
                0,
                "ledger.verification.background.delay",
                "2s",
                "ledger.verification.background.retry",
                "50ms"));
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private void onServer(String... statements) throws SQLException {
        var server = TestingPostgres.shared().address();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void takeAway() throws SQLException {
        TestingDatabase database = audit.postgres();
        String name = database.address().database();
        onServer("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false", terminate());
    }

    private String terminate() {
        return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + audit.postgres().address().database() + "'";
    }

    private void bringBack() throws SQLException {
        onServer("ALTER DATABASE " + audit.postgres().address().database() + " WITH ALLOW_CONNECTIONS true");
    }

    private static void assertUnavailable(ThrowingCallable call) {
        AuditDbException refused = catchThrowableOfType(AuditDbException.class, call);
        assertThat((Throwable) refused).isNotNull();
        assertThat(refused.code().kind()).isEqualTo(ErrorKind.RESOURCE);
        assertThat(refused.code().status()).isEqualTo(503);
        assertThat(refused.retryAfter()).isPresent();
    }

    @Test
    void saysWhenToTryAgainWhileTheDatabaseIsAwayAndGoesOnWhenItIsBack() throws SQLException {
        audit.database().append(SampleEvents.event(0));
        takeAway();
        Awaitility.await().until(() -> health("database") == HealthCheck.Status.DOWN);
        assertUnavailable(() -> audit.database().append(SampleEvents.event(1)));
        assertUnavailable(() -> audit.database().query(EventQuery.builder().build()));
        assertUnavailable(() -> audit.verify());
        bringBack();
        Awaitility.await().until(() -> health("database") == HealthCheck.Status.UP);
        audit.database().append(SampleEvents.event(1));
        audit.awaitSealed(2);
        assertThat(audit.verify().intact()).isTrue();
        assertThat(audit.database().query(EventQuery.builder().build()).events())
                .hasSize(2);
    }

    @Test
    void readsGoOnRightAfterEveryConnectionWasCut() throws SQLException {
        Appended event = audit.database().append(SampleEvents.event(0));
        for (int i = 0; i < 5; i++) {
            // in use a moment ago, so the pool hands it out without asking whether it lives
            assertThat(audit.database().find(event.tenant(), event.id())).isPresent();
            onServer(terminate());
            assertThat(audit.database().find(event.tenant(), event.id())).isPresent();
            assertThat(audit.database().query(EventQuery.builder().build()).events())
                    .hasSize(1);
        }
    }

    @Test
    void aVerificationThatMetAnOutageIsNotPutOffUntilItsNextTurn() throws SQLException {
        takeAway();
        Awaitility.await().until(() -> health("verification") == HealthCheck.Status.DEGRADED);
        bringBack();
        Awaitility.await().until(() -> health("verification") == HealthCheck.Status.UP);
    }

    private HealthCheck.Status health(String name) {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow()
                .check()
                .status();
    }

    @Test
    void keepsEveryAcknowledgedEventWhenConnectionsBreakUnderLoad() throws Exception {
        var acknowledged = new CopyOnWriteArrayList<Appended>();
        var ended = new AtomicBoolean();
        List<Thread> callers = List.of(caller(0, acknowledged, ended), caller(100_000, acknowledged, ended));
        callers.forEach(Thread::start);
        for (int i = 1; i <= 10; i++) {
            int before = acknowledged.size();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged.size() > before + 20);
            onServer(terminate());
        }
        ended.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        // a writer that nobody needed since the last cut learns of it only now
        Awaitility.await().until(() -> tryAppend(SampleEvents.event(7), acknowledged));
        for (Appended event : acknowledged) {
            assertThat(audit.database().find(event.tenant(), event.id())).isPresent();
        }
        audit.awaitSealed(acknowledged.size());
        assertThat(audit.verify().violations()).isEmpty();
    }

    private Thread caller(int first, List<Appended> acknowledged, AtomicBoolean ended) {
        return new Thread(() -> {
            for (int i = first; !ended.get(); i++) {
                AuditEvent event = SampleEvents.event(i % 200).toBuilder()
                        .id(new java.util.UUID(0x4000L, 0x8000000000000000L | (1_000_000L + i)))
                        .build();
                while (!tryAppend(event, acknowledged)) {
                    LockSupport.parkNanos(1_000_000); // again, with the same id
                }
            }
        });
    }

    private boolean tryAppend(AuditEvent event, List<Appended> acknowledged) {
        try {
            acknowledged.add(audit.database().append(event));
            return true;
        } catch (AuditDbException e) {
            assertThat(e.code())
                    .as("an answer comes, and not by a time-out")
                    .isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
            return false;
        }
    }
}
