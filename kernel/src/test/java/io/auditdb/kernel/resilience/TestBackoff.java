package io.auditdb.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestBackoff {
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final double MIDDLE = 0.5;

    @Test
    void doublesUpToSixteenTimesAndStaysBelowTheLongest() {
        var backoff = new Backoff(FIRST, Duration.ofHours(1), () -> MIDDLE);
        assertThat(backoff.next(0)).isEqualTo(FIRST);
        assertThat(backoff.next(0)).isEqualTo(FIRST.multipliedBy(2));
        assertThat(backoff.next(0)).isEqualTo(FIRST.multipliedBy(4));
        assertThat(backoff.next(0)).isEqualTo(FIRST.multipliedBy(8));
        assertThat(backoff.next(0)).isEqualTo(FIRST.multipliedBy(16));
        assertThat(backoff.next(0)).isEqualTo(FIRST.multipliedBy(16));
        var bounded = new Backoff(FIRST, LONGEST, () -> 1);
        for (int i = 0; i < 10; i++) {
            assertThat(bounded.next(0)).isLessThanOrEqualTo(LONGEST);
        }
        assertThat(bounded.next(0)).isEqualTo(LONGEST);
    }

    @Test
    void isSpreadByAQuarter() {
        assertThat(new Backoff(FIRST, LONGEST, () -> 0).next(0)).isEqualTo(Duration.ofMillis(22_500));
        assertThat(new Backoff(FIRST, LONGEST, () -> 1).next(0)).isEqualTo(Duration.ofMillis(37_500));
    }

    @Test
    void takesAStepBackForEachFirstTimeWithoutTrouble() {
        var backoff = new Backoff(FIRST, LONGEST, () -> MIDDLE);
        backoff.next(0);
        backoff.next(0);
        backoff.quiet(0);
        assertThat(backoff.next(FIRST.toNanos())).isEqualTo(FIRST.multipliedBy(2));
        backoff.quiet(FIRST.toNanos());
        assertThat(backoff.next(FIRST.toNanos() * 100)).isEqualTo(FIRST);
    }

    @Test
    void forgetsAllTroubleWhenToldTo() {
        var backoff = new Backoff(FIRST, LONGEST, () -> MIDDLE);
        backoff.next(0);
        backoff.next(0);
        backoff.reset();
        assertThat(backoff.next(0)).isEqualTo(FIRST);
    }
}
