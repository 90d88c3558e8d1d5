package io.auditdb.plugin.replicarouter;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;
import java.util.Map;

/** Which replica answers what. */
public record ReplicaRouterSettings(
        @Setting(
                value = "How a replica is chosen for a query that any may answer: round-robin, weighted,"
                        + " least-connections or least-latency",
                defaultValue = "round-robin")
        Strategy strategy,

        @Setting(
                "Shares of replicas with strategy weighted, by name, as whole numbers; 1 for those not named, and 0 for"
                        + " one that is asked only when no other can be")
        Map<String, String> weights,

        @Setting(
                value = "Lag from which a replica is not asked; it is again once its lag is half of that",
                defaultValue = "10s")
        Duration maxLag,

        @Setting(value = "The same for a query with workload realtime", defaultValue = "1s")
        Duration realtimeLag,

        @Setting(
                value = "Longest wait for replicas to show what the reader has written; then the primary answers",
                defaultValue = "100ms")
        Duration patience,

        @Setting(
                value = "Time in which a replica that has come back takes up its full share of queries",
                defaultValue = "30s")
        Duration warmUp,

        @Setting("Queries with workload analytics") AnalyticsSettings analytics) {
    private static final int MOST_WEIGHT = 1000;

    /** Checks the bounds. */
    public ReplicaRouterSettings {
        weights = Map.copyOf(weights);
        weights.forEach(ReplicaRouterSettings::requireWeight);
        require(isPositive(maxLag), "max-lag must be longer than 0");
        require(isPositive(realtimeLag), "realtime-lag must be longer than 0");
        require(!patience.isNegative(), "patience must not be negative");
        require(!warmUp.isNegative(), "warm-up must not be negative");
    }

    /** Returns the share of a replica. */
    int weight(String replica) {
        return Integer.parseInt(weights.getOrDefault(replica, "1"));
    }

    private static void requireWeight(String replica, String weight) {
        try {
            int number = Integer.parseInt(weight);
            require(number >= 0 && number <= MOST_WEIGHT, "weights must be between 0 and " + MOST_WEIGHT);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("weights must be whole numbers, and that of " + replica + " is none", e);
        }
    }

    private static boolean isPositive(Duration value) {
        return !value.isZero() && !value.isNegative();
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
