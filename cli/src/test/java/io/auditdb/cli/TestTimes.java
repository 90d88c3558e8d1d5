package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TestTimes {
    private final Clock clock = Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC);

    @Test
    void readsTimesDatesAndAges() {
        assertThat(Times.instant("2026-01-01T02:00:00+02:00", clock)).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(Times.instant("2026-01-01", clock)).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(Times.instant("-12h", clock)).isEqualTo(Instant.parse("2026-02-02T16:05:06Z"));
        assertThat(Times.instant("-2w", clock)).isEqualTo(Instant.parse("2026-01-20T04:05:06Z"));
        assertThat(Times.instant("now", clock)).isEqualTo(clock.instant());
    }

    @Test
    void takesNoMoreDigitsFromTheClockThanAnEventMayHave() {
        Clock fine = Clock.fixed(Instant.parse("2026-02-03T04:05:06.123456789Z"), ZoneOffset.UTC);

        assertThat(Times.instant("now", fine)).isEqualTo(Instant.parse("2026-02-03T04:05:06.123456Z"));
        assertThat(Times.instant("-1s", fine)).isEqualTo(Instant.parse("2026-02-03T04:05:05.123456Z"));
    }

    @Test
    void refusesWhatIsNoTime() {
        for (String text : new String[] {"", "yesterday", "2026-13-01", "-7", "-d", "2026-01-01T00:00:00"}) {
            assertThatThrownBy(() -> Times.instant(text, clock)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsSpans() {
        assertThat(Times.duration("90d")).isEqualTo(Duration.ofDays(90));
        assertThat(Times.duration("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThatThrownBy(() -> Times.duration("90")).isInstanceOf(IllegalArgumentException.class);
    }
}
