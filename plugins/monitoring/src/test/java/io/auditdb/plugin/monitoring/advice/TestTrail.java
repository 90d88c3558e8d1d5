package io.auditdb.plugin.monitoring.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.plugin.monitoring.SetClock;
import io.auditdb.plugin.monitoring.advice.Trail.Seen;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is remembered of the last while, also by a clock that jumps. */
class TestTrail {
    private final SetClock clock = new SetClock();
    private final Trail<Integer> trail = new Trail<>(Duration.ofMinutes(10), clock);
    private final Patience patience = new Patience(Duration.ofMinutes(15), clock);

    @Test
    void comparesWithTheOldestOfTheWindow() {
        assertThat(trail.add(1)).isEmpty();
        clock.pass(Duration.ofMinutes(6));
        assertThat(trail.add(2).map(Seen::what)).contains(1);
        clock.pass(Duration.ofMinutes(6));
        assertThat(trail.add(3).map(Seen::what)).contains(2);
        assertThat(trail.all()).hasSize(2);
    }

    @Test
    void forgetsWhatSeemsToComeWhenTheClockIsSetBack() {
        trail.add(1);
        clock.pass(Duration.ofHours(-1));
        assertThat(trail.add(2)).isEmpty();
        clock.pass(Duration.ofMinutes(1));
        assertThat(trail.add(3).map(Seen::what)).contains(2);
    }

    @Test
    void forgetsAllWhenTheClockIsSetAhead() {
        trail.add(1);
        clock.pass(Duration.ofDays(1));
        assertThat(trail.add(2)).isEmpty();
    }

    @Test
    void keepsABoundedNumber() {
        for (int i = 0; i < 5000; i++) {
            clock.pass(Duration.ofMillis(1));
            trail.add(i);
        }
        assertThat(trail.all()).hasSize(1000);
    }

    @Test
    void patienceEndsAfterItsTimeAndBeginsAnewWhenAllWasWellMeanwhile() {
        assertThat(patience.isOver("a")).isFalse();
        patience.endLook();
        clock.pass(Duration.ofMinutes(15));
        assertThat(patience.isOver("a")).isTrue();
        assertThat(patience.isOver("b")).isFalse();
        patience.endLook();
        patience.endLook(); // a look at which neither was so
        assertThat(patience.isOver("a")).isFalse();
    }
}
