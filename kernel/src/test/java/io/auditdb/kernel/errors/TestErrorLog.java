package io.auditdb.kernel.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorGroup.Trend;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestErrorLog {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    private Instant now = Instant.parse("2026-03-01T10:00:30Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    };
    private final ErrorLog log = new ErrorLog(new ErrorSettings(3), clock);

    private static SQLException away() {
        return new SQLException("Meier", "08006");
    }

    private static SQLException otherPlace() {
        return new SQLException("Meier", "08006");
    }

    private List<ErrorGroup> groups() {
        return log.report(OPERATOR).groups();
    }

    @Test
    void likeFailuresAreOneGroup() {
        Instant first = now;
        log.failed(away());
        now = now.plusSeconds(90);
        for (int i = 0; i < 2; i++) {
            log.failed(new IllegalStateException("on its way", away()));
        }
        log.failed(otherPlace());
        assertThat(groups()).hasSize(2);
        ErrorGroup group = groups().get(1);
        assertThat(group.count()).isEqualTo(3);
        assertThat(group.category()).isEqualTo(Category.CONNECTION);
        assertThat(group.code()).isEqualTo("DATABASE_UNAVAILABLE");
        assertThat(group.sqlState()).contains("08006");
        assertThat(group.type()).isEqualTo("java.sql.SQLException");
        assertThat(group.frames().get(0)).isEqualTo("kernel.errors.TestErrorLog.away");
        assertThat(group.first()).isEqualTo(first);
        assertThat(group.last()).isEqualTo(now);
        assertThat(group.perMinute()).hasSize(60).endsWith(0, 1, 0, 2);
        assertThat(log.find(OPERATOR, group.fingerprint())).isEqualTo(group);
    }

    @Test
    void nothingOfAValueIsKept() {
        log.failed(new IllegalArgumentException("Meier"));
        log.failed(away());
        assertThat(groups().toString()).doesNotContain("Meier");
    }

    @Test
    void aFailureThatIsToldTwiceOnItsWayCountsOnce() {
        SQLException cause = away();
        log.failed(cause);
        log.failed(new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "away", cause));
        assertThat(groups())
                .singleElement()
                .satisfies(group -> assertThat(group.count()).isEqualTo(1));
    }

    @Test
    void theOneNotSeenForLongestMakesRoom() {
        log.failed(new SQLException("a", "08001"));
        log.failed(new SQLException("b", "08003"));
        log.failed(new SQLException("c", "08004"));
        log.failed(new SQLException("d", "57P01"));
        assertThat(log.report(OPERATOR).forgotten()).isEqualTo(1);
        assertThat(groups().stream().map(group -> group.sqlState().orElseThrow()))
                .containsExactly("57P01", "08004", "08003");
    }

    @Test
    void saysWhetherItBecomesMore() {
        for (int minute = 0; minute < 55; minute++) {
            log.failed(away());
            now = now.plus(Duration.ofMinutes(1));
        }
        for (int minute = 0; minute < 4; minute++) {
            log.failed(away());
            now = now.plus(Duration.ofMinutes(1));
        }
        assertThat(groups().get(0).trend()).isEqualTo(Trend.STEADY);
        for (int i = 0; i < 20; i++) {
            log.failed(away());
        }
        assertThat(groups().get(0).trend()).isEqualTo(Trend.RISING);
        now = now.plus(Duration.ofMinutes(6));
        assertThat(groups().get(0).trend()).isEqualTo(Trend.FALLING);
        now = now.plus(Duration.ofHours(3));
        assertThat(groups().get(0).perMinute()).containsOnly(0);
    }

    @Test
    void theContextOfTheThreadIsKept() {
        var contexts = new CallContexts(new byte[] {7});
        try (CallContext context = contexts.open(Map.of("X-Correlation-Id", "visit-17")::get)) {
            context.operation("GET /v1/events");
            contexts.caller(context, new Access("Dr. Meier", Set.of("clinic"), Set.of()), Optional.of("other"));
            log.failed(away());
        }
        ErrorGroup.Context kept = groups().get(0).context();
        assertThat(kept.operation()).isEqualTo("GET /v1/events");
        assertThat(kept.tenant()).isEqualTo("clinic");
        assertThat(kept.correlationId()).isEqualTo("visit-17");
        assertThat(kept.principal()).matches("[0-9a-f]{12}");
        assertThat(kept.instance()).contains("@");
        log.failed(away());
        assertThat(groups().get(0).context().operation()).isEmpty();
    }

    @Test
    void aRequestIsNamedByItsHeadersOrAnew() {
        var contexts = new CallContexts(new byte[] {7});
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assertThat(name(contexts, Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")))
                .isEqualTo(trace);
        assertThat(name(contexts, Map.of("traceparent", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01")))
                .hasSize(36);
        assertThat(name(contexts, Map.of("X-Correlation-Id", "a b"))).hasSize(36);
        assertThat(name(contexts, Map.of("X-Correlation-Id", "x".repeat(129)))).hasSize(36);
    }

    private static String name(CallContexts contexts, Map<String, String> headers) {
        try (CallContext context = contexts.open(headers::get)) {
            return context.correlationId();
        }
    }

    @Test
    void onlyOperatorsLook() {
        assertThatThrownBy(() -> log.report(new Access("reader", Set.of(), Set.of(Right.READ))))
                .isInstanceOf(AuditDbException.class);
    }
}
