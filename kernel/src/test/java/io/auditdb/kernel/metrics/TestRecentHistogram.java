package io.auditdb.kernel.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TestRecentHistogram {
    private final AtomicLong now = new AtomicLong(17);
    private final RecentHistogram histogram = new RecentHistogram(1_000, 1, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void forgetsWhatIsOlderThanTwoMinutes() {
        histogram.record(Duration.ofSeconds(1).toNanos());
        pass(Duration.ofSeconds(61));
        assertThat(histogram.snapshot().getTotalCount()).isOne();
        pass(Duration.ofSeconds(61));
        assertThat(histogram.snapshot().getTotalCount()).isZero();
    }

    @Test
    void whatNobodyLookedAtForLongIsNotTakenForRecent() {
        histogram.record(Duration.ofSeconds(1).toNanos());
        pass(Duration.ofHours(3));
        histogram.record(Duration.ofMillis(1).toNanos());
        assertThat(histogram.snapshot().getMaxValue())
                .isLessThan(Duration.ofMillis(2).toNanos());
    }

    @Test
    void whatLiesBeyondItsRangeIsTakenForTheLongest() {
        histogram.record(Duration.ofDays(2).toNanos());
        histogram.record(-5);
        assertThat(histogram.snapshot().getTotalCount()).isEqualTo(2);
        assertThat(histogram.snapshot().getMaxValue())
                .isGreaterThanOrEqualTo(Duration.ofHours(1).toNanos());
        assertThat(histogram.snapshot().getMinValue()).isZero();
    }
}
