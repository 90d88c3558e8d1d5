package io.auditdb.plugin.replicarouter;

import io.auditdb.api.storage.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Replicas in this state and that, and settings. */
final class States {
    static final long POSITION = 1000;

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final AnalyticsSettings NO_ANALYTICS =
            new AnalyticsSettings(Optional.empty(), 2, 20, Duration.ofSeconds(30));

    private States() {}

    static ReplicaState state(String name) {
        return new ReplicaState(
                name, true, null, LONG_AGO, 1, POSITION, Duration.ZERO, 0, Duration.ofMillis(1), 0, 20, 0);
    }

    static ReplicaState lagging(String name, Duration lag) {
        return new ReplicaState(
                name, true, null, LONG_AGO, 1, POSITION - 100, lag, 100, Duration.ofMillis(1), 0, 20, 0);
    }

    static ReplicaState busy(String name, int active) {
        return new ReplicaState(
                name, true, null, LONG_AGO, 1, POSITION, Duration.ZERO, 0, Duration.ofMillis(1), active, 20, 0);
    }

    static ReplicaState distant(String name, Duration latency) {
        return new ReplicaState(name, true, null, LONG_AGO, 1, POSITION, Duration.ZERO, 0, latency, 0, 20, 0);
    }

    static ReplicaState since(String name, Instant since) {
        return new ReplicaState(name, true, null, since, 1, POSITION, Duration.ZERO, 0, Duration.ofMillis(1), 0, 20, 0);
    }

    static ReplicaRouterSettings settings(Strategy strategy) {
        return settings(strategy, Map.of(), NO_ANALYTICS);
    }

    static ReplicaRouterSettings settings(Strategy strategy, Map<String, String> weights, AnalyticsSettings analytics) {
        return new ReplicaRouterSettings(
                strategy,
                weights,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                analytics);
    }

    static ReplicaRouterSettings weighted(Map<String, String> weights) {
        return settings(Strategy.WEIGHTED, weights, NO_ANALYTICS);
    }

    static ReplicaRouterSettings analytics(AnalyticsSettings analytics) {
        return settings(Strategy.ROUND_ROBIN, Map.of(), analytics);
    }
}
