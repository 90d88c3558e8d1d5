package io.auditdb.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestReachability {
    @ParameterizedTest
    @ValueSource(strings = {"08000", "08001", "08006", "08007", "57P01", "57P02", "57P03", "53300", "25006"})
    void aDatabaseThatCannotBeAskedIsAway(String state) {
        assertThat(Reachability.isAway(new SqlErrors().handle(new SQLException("", state))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "22001", "23505", "40001", "40P01", "42501", "55P03", "57014", "XX001"})
    void oneThatRefusesIsNot(String state) {
        assertThat(Reachability.isAway(new SqlErrors().handle(new SQLException("", state))))
                .isFalse();
    }

    @Test
    void noConnectionAndNoAnswerInTimeAreAway() {
        assertThat(Reachability.isAway(new SQLTransientConnectionException("", "55000")))
                .isTrue();
        assertThat(Reachability.isAway(new TimeoutException())).isTrue();
    }

    @Test
    void aCallersMistakeIsNot() {
        assertThat(Reachability.isAway(new AuditDbException(StandardErrorCode.INVALID_EVENT, "")))
                .isFalse();
        assertThat(Reachability.isAway(new AuditDbException(StandardErrorCode.STOPPING, "")))
                .isFalse();
    }
}
