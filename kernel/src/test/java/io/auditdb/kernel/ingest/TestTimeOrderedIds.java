package io.auditdb.kernel.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestTimeOrderedIds {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30.123Z");

    private final TimeOrderedIds ids = at(NOW);

    private static TimeOrderedIds at(Instant time) {
        return new TimeOrderedIds(new SecureRandom(), Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void areUuidsOfVersionSevenThatBeginWithTheTime() {
        for (int i = 0; i < 1000; i++) {
            UUID id = ids.next();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        }
    }

    @Test
    void areDifferentWithinAMillisecond() {
        Set<UUID> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(made.add(ids.next())).isTrue();
        }
    }

    @Test
    void comeAfterThoseOfAnEarlierMillisecond() {
        assertThat(at(NOW.plusMillis(1)).next().toString())
                .isGreaterThan(ids.next().toString());
    }
}
