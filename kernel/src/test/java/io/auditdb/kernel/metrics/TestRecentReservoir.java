package io.auditdb.kernel.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TestRecentReservoir {
    private final AtomicLong now = new AtomicLong(17);
    private final RecentReservoir reservoir = new RecentReservoir(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void forgetsWhatIsOlderThanTwoMinutes() {
        reservoir.update(Duration.ofSeconds(1).toNanos());
        pass(Duration.ofSeconds(61));
        assertThat(reservoir.size()).isOne();
        pass(Duration.ofSeconds(61));
        assertThat(reservoir.getSnapshot().size()).isZero();
    }

    @Test
    void whatNobodyLookedAtForLongIsNotTakenForRecent() {
        reservoir.update(Duration.ofSeconds(1).toNanos());
        pass(Duration.ofHours(3));
        reservoir.update(Duration.ofMillis(1).toNanos());
        assertThat(reservoir.getSnapshot().getMax())
                .isLessThan(Duration.ofMillis(2).toNanos());
    }

    @Test
    void whatLiesBeyondItsRangeIsTakenForTheLongest() {
        reservoir.update(Duration.ofDays(2).toNanos());
        reservoir.update(-5);
        assertThat(reservoir.getSnapshot().size()).isEqualTo(2);
        assertThat(reservoir.getSnapshot().getMax())
                .isGreaterThanOrEqualTo(Duration.ofHours(1).toNanos());
        assertThat(reservoir.getSnapshot().getMin()).isZero();
    }
}
