package io.auditdb.client;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.ReplicaState;
import java.time.Duration;
import java.util.List;

/**
 * The replicas of the database, as one instance sees them.
 *
 * @param replicas all that are configured, by name
 * @param primaryReads how many queries the primary has answered
 * @param fallbacks how many queries had to be asked again elsewhere
 */
public record ReplicaReport(List<Replica> replicas, long primaryReads, long fallbacks) {
    private static final int MILLIS_TO_NANOS = 6;

    /** Copies the list. */
    public ReplicaReport {
        replicas = List.copyOf(replicas);
    }

    /**
     * One of them.
     *
     * @param state what was measured last
     * @param breaker {@code closed}, {@code open} or {@code half-open}
     */
    public record Replica(ReplicaState state, String breaker) {
        /** Checks that the parts are there. */
        public Replica {
            requireNonNull(state, "state is null");
            requireNonNull(breaker, "breaker is null");
        }
    }

    static ReplicaReport of(JsonObject json) {
        return new ReplicaReport(
                RetentionAnswers.list(json, "replicas", ReplicaReport::replica),
                json.number("primaryReads"),
                json.number("fallbacks"));
    }

    private static Replica replica(JsonObject json) {
        var state = new ReplicaState(
                json.required("name"),
                json.truth("healthy"),
                json.text("problem"),
                json.time("since"),
                (int) json.numberOrZero("timeline"),
                json.numberOrZero("replayed"),
                millis(json, "lagMillis"),
                json.has("lagBytes") ? json.number("lagBytes") : -1,
                millis(json, "latencyMillis"),
                (int) json.number("active"),
                (int) json.number("max"),
                json.number("reads"));
        return new Replica(state, json.required("breaker"));
    }

    private static Duration millis(JsonObject json, String name) {
        return json.has(name)
                ? Duration.ofNanos(
                        json.decimal(name).movePointRight(MILLIS_TO_NANOS).longValue())
                : null;
    }
}
