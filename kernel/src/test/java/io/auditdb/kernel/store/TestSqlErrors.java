package io.auditdb.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.net.SocketException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestSqlErrors {
    private final SqlErrors errors = new SqlErrors();

    @ParameterizedTest
    @CsvSource({
        "08001, CONNECTION, DATABASE_UNAVAILABLE, true",
        "08006, CONNECTION, DATABASE_UNAVAILABLE, true",
        "57P01, CONNECTION, DATABASE_UNAVAILABLE, true",
        "57P03, CONNECTION, DATABASE_UNAVAILABLE, true",
        "53300, RESOURCE, DATABASE_UNAVAILABLE, true",
        "53100, RESOURCE, DATABASE_UNAVAILABLE, true",
        "58030, CONNECTION, DATABASE_UNAVAILABLE, true",
        "25006, RESOURCE, DATABASE_UNAVAILABLE, true",
        "42P17, PARTITION, DATABASE_UNAVAILABLE, true",
        "55006, PARTITION, DATABASE_UNAVAILABLE, true",
        "57014, TIMEOUT, TIMEOUT, true",
        "25P03, TIMEOUT, TIMEOUT, true",
        "40001, CONTENTION, DATABASE_UNAVAILABLE, true",
        "40P01, CONTENTION, DATABASE_UNAVAILABLE, true",
        "55P03, CONTENTION, DATABASE_UNAVAILABLE, true",
        "22021, VALIDATION, INVALID_EVENT, false",
        "23505, VALIDATION, INVALID_EVENT, false",
        "42501, PERMISSION, INTERNAL_ERROR, false",
        "28P01, PERMISSION, INTERNAL_ERROR, false",
        "42601, INTERNAL, INTERNAL_ERROR, false",
        "XX000, INTERNAL, INTERNAL_ERROR, false",
        "4, INTERNAL, INTERNAL_ERROR, false",
        "'', INTERNAL, INTERNAL_ERROR, false"
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
                .isEqualTo(Category.RESOURCE);
        assertThat(errors.classify(new IllegalStateException(new SocketException("reset"))))
                .isEqualTo(Category.CONNECTION);
        assertThat(errors.classify(new TimeoutException())).isEqualTo(Category.TIMEOUT);
        assertThat(errors.classify(new SQLException("no state"))).isEqualTo(Category.INTERNAL);
        assertThat(errors.classify(new NullPointerException())).isEqualTo(Category.INTERNAL);
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

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "53100", "53300", "57P01", "57P02", "57P03", "58030"})
    void anOutageIsOneWhoeverAsks(String state) {
        assertThat(errors.isOutage(new IllegalStateException(new SQLException("away", state))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "23505", "40001", "40P01", "42501", "42601", "55P03", "57014", "57P05", "25006"})
    void whatADatabaseRefusesIsNoOutage(String state) {
        assertThat(errors.isOutage(new SQLException("refused", state))).isFalse();
    }

    @Test
    void aPoolWithoutAConnectionIsNoOutage() {
        assertThat(errors.isOutage(errors.handle(new SQLTransientConnectionException("none left", (String) null))))
                .isFalse();
        assertThat(errors.isOutage(new SQLTransientConnectionException("none left", "08001")))
                .isTrue();
    }

    @Test
    void whatTheLawForbidsGoesBeforeWhatTheDatabaseSaid() {
        assertThat(errors.classify(new AuditDbException(
                        StandardErrorCode.COMPLIANCE_VIOLATION, "held", new SQLException("held", "23514"))))
                .isEqualTo(Category.COMPLIANCE);
    }
}
