package io.auditdb.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.net.SocketException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSqlErrors {
    private final SqlErrors errors = new SqlErrors();

    @ParameterizedTest
    @CsvSource({
        "08001, CONNECTION, DATABASE_UNAVAILABLE, true",
        "08006, CONNECTION, DATABASE_UNAVAILABLE, true",
        "57P01, CONNECTION, DATABASE_UNAVAILABLE, true",
        "57P03, CONNECTION, DATABASE_UNAVAILABLE, true",
        "53300, CONNECTION, DATABASE_UNAVAILABLE, true",
        "53100, CONNECTION, DATABASE_UNAVAILABLE, true",
        "58030, CONNECTION, DATABASE_UNAVAILABLE, true",
        "57014, TIMEOUT, TIMEOUT, true",
        "25P03, TIMEOUT, TIMEOUT, true",
        "40001, CONTENTION, DATABASE_UNAVAILABLE, true",
        "40P01, CONTENTION, DATABASE_UNAVAILABLE, true",
        "55P03, CONTENTION, DATABASE_UNAVAILABLE, true",
        "22021, DATA, INVALID_EVENT, false",
        "23505, DATA, INVALID_EVENT, false",
        "42501, PERMISSION, INTERNAL_ERROR, false",
        "28P01, PERMISSION, INTERNAL_ERROR, false",
        "42601, SYSTEM, INTERNAL_ERROR, false",
        "XX000, SYSTEM, INTERNAL_ERROR, false",
        "4, SYSTEM, INTERNAL_ERROR, false",
        "'', SYSTEM, INTERNAL_ERROR, false"
    })
    void theStateOfTheDatabaseSaysWhatItMeans(String state, Category category, StandardErrorCode code, boolean passes) {
        SQLException failure = new SQLException("value \"Meier\" is wrong", state);
        RuntimeException wrapped = new IllegalStateException("Meier", failure);
        assertThat(errors.classify(failure)).isEqualTo(category);
        assertThat(errors.classify(wrapped)).isEqualTo(category);
        assertThat(errors.handle(wrapped).code()).isEqualTo(code);
        assertThat(errors.handle(wrapped).retryAfter().isPresent()).isEqualTo(passes);
        assertThat(errors.retryAfter(wrapped).isPresent()).isEqualTo(passes);
        assertThat(errors.handle(wrapped)).hasCause(wrapped).message().doesNotContain("Meier");
    }

    @Test
    void failuresWithoutAStateAreKnownByTheirType() {
        assertThat(errors.classify(new SQLTransientConnectionException("no connection", (String) null)))
                .isEqualTo(Category.CONNECTION);
        assertThat(errors.classify(new IllegalStateException(new SocketException("reset"))))
                .isEqualTo(Category.CONNECTION);
        assertThat(errors.classify(new TimeoutException())).isEqualTo(Category.TIMEOUT);
        assertThat(errors.classify(new SQLException("no state"))).isEqualTo(Category.SYSTEM);
        assertThat(errors.classify(new NullPointerException())).isEqualTo(Category.SYSTEM);
    }

    @Test
    void theStateHelpsWhoReadsTheMessage() {
        assertThat(errors.handle(new SQLException("Meier", "23514")))
                .hasMessage("The database cannot store this (SQLSTATE 23514)");
        assertThat(errors.handle(new SQLException("Meier"))).hasMessage("The database refused a statement");
    }

    @Test
    void whatIsKnownAlreadyPasses() {
        var known = new AuditDbException(StandardErrorCode.CONFLICT, "known");
        assertThat(errors.handle(known)).isSameAs(known);
        assertThat(errors.classify(new AuditDbException(StandardErrorCode.INTEGRITY_VIOLATION, "changed")))
                .isEqualTo(Category.INTEGRITY);
    }

    @Test
    void whatPassesIsTriedAgainAFewTimes() {
        var attempts = new AtomicInteger();
        assertThat(errors.<String>recover(() -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new SQLException("deadlock", "40P01");
                    }
                    return "done";
                }))
                .isEqualTo("done");
        attempts.set(0);
        assertThatThrownBy(() -> errors.recover(() -> {
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
        assertThatThrownBy(() -> errors.recover(() -> {
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
        assertThatThrownBy(() -> errors.recover(() -> {
                    attempts.incrementAndGet();
                    throw new SQLException("away", "08006");
                }))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.STOPPING));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).hasValue(1);
    }
}
