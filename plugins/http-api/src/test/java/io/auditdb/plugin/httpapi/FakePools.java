package io.auditdb.plugin.httpapi;

import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.PoolStats.LaneStats;
import io.auditdb.api.storage.PoolStats.Resize;
import io.auditdb.api.storage.PoolStats.State;
import io.auditdb.api.storage.PoolStats.Timing;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One pool that says what it is told to; the real ones are tested with the platform. */
final class FakePools implements ConnectionManager {
    @Override
    public Connection connection(Purpose purpose) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Connection connection(Purpose purpose, Lane lane) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<DatabaseHealth> health() {
        return List.of();
    }

    @Override
    public List<PoolStats> poolStats() {
        var micros = Duration.ofNanos(1_234_567);
        return List.of(new PoolStats(
                "primary-read",
                State.OVERLOADED,
                2,
                20,
                4,
                3,
                1,
                5,
                6,
                new Timing(7, Duration.ZERO, micros, micros, Duration.ofMillis(20)),
                new Timing(8, micros, micros, micros, micros),
                List.of(new LaneStats(Lane.INTERACTIVE, 3, 5, 100, 9, 10)),
                List.of(new Resize(Instant.parse("2026-03-02T07:45:00Z"), 2, 4, "2.0 in use and 1.5 waiting"))));
    }
}
