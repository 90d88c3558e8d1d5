package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * Which databases may answer a read. Immutable, and equal only to itself, so that a router may know its routes again.
 */
public final class Route {
    private final List<String> replicas;
    private final Duration patience;
    private final boolean held;

    /**
     * Puts a route together.
     *
     * @param replicas names of replicas, best first; the primary comes after them, and is all there is for an empty list
     * @param patience how long the host may wait, in all, for them to reach the position that the answer has to include
     */
    public Route(List<String> replicas, Duration patience) {
        this(replicas, patience, false);
    }

    private Route(List<String> replicas, Duration patience, boolean held) {
        this.replicas = List.copyOf(replicas);
        this.patience = requireNonNull(patience, "patience is null");
        this.held = held;
    }

    /** Returns a route like this one of which the router is told when its read has ended. */
    public Route held() {
        return new Route(replicas, patience, true);
    }

    /** Returns whether the router is told when the read has ended. */
    public boolean isHeld() {
        return held;
    }

    /** Returns a route that leads to the primary only. */
    public static Route primary() {
        return new Route(List.of(), Duration.ZERO);
    }

    /** Returns the names of replicas, best first. */
    public List<String> replicas() {
        return replicas;
    }

    /** Returns how long the host may wait for them. */
    public Duration patience() {
        return patience;
    }

    @Override
    public String toString() {
        return replicas + " within " + patience;
    }
}
