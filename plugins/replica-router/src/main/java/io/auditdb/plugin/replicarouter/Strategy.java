package io.auditdb.plugin.replicarouter;

import io.auditdb.api.storage.ReplicaState;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;

/** How one of several replicas that would all do is chosen. */
public enum Strategy {
    /** One after the other. */
    ROUND_ROBIN {
        @Override
        int first(List<ReplicaState> replicas, int turn, ToIntFunction<String> weights) {
            return Math.floorMod(turn, replicas.size());
        }
    },
    /** By shares that are configured. */
    WEIGHTED {
        @Override
        int first(List<ReplicaState> replicas, int turn, ToIntFunction<String> weights) {
            int sum = replicas.stream()
                    .mapToInt(it -> weights.applyAsInt(it.name()))
                    .sum();
            int drawn = sum == 0 ? 0 : ThreadLocalRandom.current().nextInt(sum);
            for (int i = 0; i < replicas.size(); i++) {
                drawn -= weights.applyAsInt(replicas.get(i).name());
                if (drawn < 0) {
                    return i;
                }
            }
            return 0;
        }
    },
    /** The one with the smallest part of its connections in use. */
    LEAST_CONNECTIONS {
        @Override
        int first(List<ReplicaState> replicas, int turn, ToIntFunction<String> weights) {
            return least(
                    replicas, turn, Comparator.comparingDouble(it -> (double) it.active() / Math.max(1, it.max())));
        }
    },
    /** The one that answers soonest. */
    LEAST_LATENCY {
        @Override
        int first(List<ReplicaState> replicas, int turn, ToIntFunction<String> weights) {
            return least(replicas, turn, Comparator.comparing(Strategy::latency));
        }
    };

    /**
     * Returns the index of the one to ask first.
     *
     * @param replicas at least one
     * @param turn another number at each call
     * @param weights the share of a replica, by name
     */
    abstract int first(List<ReplicaState> replicas, int turn, ToIntFunction<String> weights);

    /** Among equals it is each one's turn. */
    private static int least(List<ReplicaState> replicas, int turn, Comparator<ReplicaState> order) {
        int best = Math.floorMod(turn, replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            if (order.compare(replicas.get(i), replicas.get(best)) < 0) {
                best = i;
            }
        }
        return best;
    }

    private static Duration latency(ReplicaState replica) {
        return replica.latency() == null ? Duration.ofDays(1) : replica.latency();
    }
}
