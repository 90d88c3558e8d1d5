package io.auditdb.plugin.httpapi;

import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One that answers and one that was never reached; the real ones are tested with the platform. */
final class FakeReplicas implements Replicas {
    private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

    @Override
    public List<ReplicaState> states() {
        return List.of(
                new ReplicaState(
                        "one",
                        true,
                        null,
                        TIME,
                        2,
                        123,
                        Duration.ofMillis(40),
                        56,
                        Duration.ofNanos(789_000),
                        3,
                        8,
                        10),
                new ReplicaState("two", false, "does not answer", TIME, 0, 0, null, -1, null, 0, 2, 0));
    }

    @Override
    public Connection connection(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public long primaryReads() {
        return 4;
    }

    @Override
    public long fallbacks() {
        return 1;
    }
}
