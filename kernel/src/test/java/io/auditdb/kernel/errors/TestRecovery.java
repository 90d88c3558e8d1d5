package io.auditdb.kernel.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.resilience.FailureJournal;
import io.auditdb.kernel.resilience.RetrySettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestRecovery {
    private final Recovery recovery =
            new Recovery(new RetrySettings(3, Duration.ofMillis(5), Duration.ofMillis(20)), FailureJournal.none());

    @Test
    void whatPassesIsTriedAgainAFewTimes() {
        var attempts = new AtomicInteger();
        assertThat(recovery.<String>recover(() -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new SQLException("deadlock", "40P01");
                    }
                    return "done";
                }))
                .isEqualTo("done");
        attempts.set(0);
        assertThatThrownBy(() -> recovery.recover(() -> {
                    attempts.incrementAndGet();
                    throw new SQLException("away", "08006");
                }))
                .isInstanceOfSatisfying(
                        AuditDbException.class,
                        e -> assertThat(e.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE));
        assertThat(attempts).hasValue(3);
    }

    @Test
    void whatDoesNotPassIsTriedOnce() {
        var attempts = new AtomicInteger();
        assertThatThrownBy(() -> recovery.recover(() -> {
                    attempts.incrementAndGet();
                    throw new SQLException("taken", "23505");
                }))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_EVENT));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void anInterruptEndsTheAttempts() {
        var attempts = new AtomicInteger();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> recovery.recover(() -> {
                    attempts.incrementAndGet();
                    throw new SQLException("away", "08006");
                }))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.STOPPING));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).hasValue(1);
    }
}
