package io.auditdb.kernel.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestPace {
    @Test
    void soManyEventsTakeAtLeastTheirTime() {
        long start = System.nanoTime();
        Pace pace = Pace.eventsPerSecond(1000);
        pace.passed(100);
        pace.passed(100);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(199));
    }

    @Test
    void whoeverWaitsIsBrokenOff() throws Exception {
        Pace pace = Pace.eventsPerSecond(1);
        var waiting = CompletableFuture.runAsync(() -> pace.passed(1_000_000));
        pace.stop();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.STOPPING));
    }

    @Test
    void withoutALimitNobodyWaitsAndStoppingStillWorks() {
        Pace pace = Pace.unlimited();
        pace.passed(Long.MAX_VALUE / 2);
        pace.stop();
        assertThatThrownBy(() -> pace.passed(1)).isInstanceOf(AuditDbException.class);
    }
}
