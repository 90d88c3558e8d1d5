package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ConnectionManager.Purpose;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits that are changed while the platform runs on a real server. */
class TestLimits {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Access READER = new Access("reader", Set.of(), Set.of(Right.READ));

    private static TestingAuditDb audit;
    private static Limits limits;

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open(Map.of("resilience.primary.failures", 4));
        limits = audit.platform().service(Limits.class);
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static Limit limit(String component, String name) {
        return limits.report(OPERATOR).stream()
                .filter(it -> it.component().equals(component))
                .flatMap(it -> it.limits().stream())
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static PoolStats pool(String name) {
        return audit.platform().service(ConnectionManager.class).poolStats().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyComponentHasItsOwn() {
        assertThat(limits.report(OPERATOR))
                .extracting(ComponentLimits::component)
                .contains(
                        "breaker:archive",
                        "breaker:partitions",
                        "breaker:primary",
                        "pool:primary-maintain",
                        "pool:primary-partitions",
                        "pool:primary-read",
                        "pool:primary-write",
                        "replicas",
                        "retry",
                        "statements");
    }

    @Test
    void aChangeIsInForceSaysWhatWasBeforeAndIsRecorded() {
        ComponentLimits before = limits.change(OPERATOR, "breaker:primary", Map.of("failures", "7", "window", "1m"));

        assertThat(before.limits()).extracting(Limit::name, Limit::value).contains(tuple("failures", "4"));
        assertThat(limit("breaker:primary", "failures").value()).isEqualTo("7");
        assertThat(limit("breaker:primary", "failures").configured()).isEqualTo("4");
        assertThat(limit("breaker:partitions", "failures").value()).isEqualTo("2");
        RecordedEvent recorded =
                await().until(TestLimits::records, it -> !it.isEmpty()).get(0);
        assertThat(recorded.event().principal().orElseThrow().id()).isEqualTo("operator");
        assertThat(recorded.event().details().toString())
                .contains("failures", "before=4", "after=7", "window", "before=30s", "after=1m");
    }

    private static List<RecordedEvent> records() {
        return audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action("limit.change")
                        .targetId("breaker:primary")
                        .build())
                .events();
    }

    @Test
    void aPoolGrowsAndShrinksToItsNewBounds() throws Exception {
        limits.change(OPERATOR, "pool:primary-read", Map.of("min", "5", "max", "6"));
        await().until(() -> pool("primary-read").size() >= 5);
        ConnectionManager connections = audit.platform().service(ConnectionManager.class);
        try (Connection one = connections.connection(Purpose.READ)) {
            limits.change(OPERATOR, "pool:primary-read", Map.of("min", "1", "max", "2"));
            await().until(() -> pool("primary-read").size() <= 2);
            assertThat(pool("primary-read").resizes().get(0).why()).isEqualTo("1 to 2 are allowed");
            assertThat(one.isValid(5)).isTrue();
        }
        limits.change(OPERATOR, "pool:primary-read", Map.of("max", "12", "adaptive", "false"));
        await().until(() -> pool("primary-read").size() == 12);
    }

    @Test
    void statementsRunAsLongAsTheNewLimitSays() throws Exception {
        limits.change(OPERATOR, "statements", Map.of("read-timeout", "300ms"));
        await().until(() -> isEnded(2));
        limits.change(OPERATOR, "statements", Map.of("read-timeout", "20s"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !isEnded(7)); // longer than sessions of before would have let the server be silent
        assertThatThrownBy(() -> limits.change(OPERATOR, "statements", Map.of("analytics-timeout", "0s")))
                .hasMessageContaining("cannot be changed");
        limits.change(OPERATOR, "statements", Map.of("read-timeout", "30s"));
    }

    private static boolean isEnded(int seconds) throws SQLException {
        ConnectionManager connections = audit.platform().service(ConnectionManager.class);
        try (Connection connection = connections.connection(Purpose.READ);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(" + seconds + ")");
            return false;
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("statement timeout");
            return true;
        }
    }

    @Test
    void whatWaitsTooLongIsTurnedAwayByTheNewLimit() throws Exception {
        limits.change(OPERATOR, "pool:primary-write", Map.of("max", "2", "adaptive", "false"));
        await().until(() -> pool("primary-write").size() == 2);
        ConnectionManager connections = audit.platform().service(ConnectionManager.class);
        limits.change(OPERATOR, "pool:primary-write", Map.of("acquire-timeout", "250ms"));
        try (Connection one = connections.connection(Purpose.WRITE);
                Connection two = connections.connection(Purpose.WRITE)) {
            assertThat(one).isNotEqualTo(two);
            assertThatThrownBy(() -> connections.connection(Purpose.WRITE))
                    .isInstanceOfSatisfying(
                            AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.OVERLOADED));
        }
    }

    @Test
    void workIsRepeatedAsOftenAsTheNewLimitSays() {
        limits.change(OPERATOR, "retry", Map.of("attempts", "5", "pause", "1ms", "max-pause", "2ms"));
        var attempts = new AtomicInteger();

        assertThatThrownBy(() -> audit.platform().service(ErrorRecovery.class).recover(() -> {
                    attempts.incrementAndGet();
                    throw new SQLTransientException("in the way", "40001");
                }))
                .isInstanceOf(AuditDbException.class);
        assertThat(attempts).hasValue(5);
    }

    @Test
    void whatIsWrongIsNamedAndNothingChanges() {
        AuditDbException refused = catchThrowableOfType(
                AuditDbException.class,
                () -> limits.change(
                        OPERATOR, "pool:primary-maintain", Map.of("max-wait", "long", "headroom", "1", "min", "1")));

        assertThat(refused.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
        assertThat(refused.faults()).extracting(Fault::path).containsExactlyInAnyOrder("max-wait", "headroom", "min");
        assertThat(limit("pool:primary-maintain", "max-wait").value()).isEqualTo("5s");
    }

    @Test
    void unknownComponentsAndCallersWithoutTheRightAreRefused() {
        assertThatThrownBy(() -> limits.change(OPERATOR, "breaker:nobody", Map.of("failures", "1")))
                .hasMessageContaining("breaker:primary")
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> limits.change(READER, "retry", Map.of("attempts", "1")))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> limits.report(READER)).isInstanceOf(AuditDbException.class);
    }
}
