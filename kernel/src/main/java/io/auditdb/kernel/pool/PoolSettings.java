package io.auditdb.kernel.pool;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How connections are shared out, and how many there are for reads. */
public record PoolSettings(
        @Setting(value = "Fewest connections for reads", defaultValue = "2")
        int min,

        @Setting(value = "Most connections for reads", defaultValue = "20")
        int max,

        @Setting(value = "How long a connection beyond those that are kept may idle", defaultValue = "30s")
        Duration idleTimeout,

        @Setting(value = "Longest wait for one's turn, and for the connection then", defaultValue = "10s")
        Duration acquireTimeout,

        @Setting(value = "Most callers that wait for a connection of one pool", defaultValue = "2000")
        int maxWaiting,

        @Setting(
                value =
                        "Longest that a caller is likely to wait, by what is known of those before; otherwise refused at"
                                + " once",
                defaultValue = "5s")
        Duration maxWait,

        @Setting(value = "Connections of a pool that only appends may have", defaultValue = "1")
        int appendReserve,

        @Setting(
                value = "Whether pools are sized between their bounds by load; otherwise they are as large as allowed",
                defaultValue = "true")
        boolean adaptive,

        @Setting(value = "Share of its connections that a pool is sized to have in use", defaultValue = "0.7")
        double load,

        @Setting(value = "How far ahead of expected load a pool grows", defaultValue = "15m")
        Duration foresight,

        @Setting(value = "How long fewer connections must have been enough before a pool shrinks", defaultValue = "5m")
        Duration shrinkAfter,

        @Setting(
                value = "Connections that the server allows and pools leave: for writers, sequencing and verification,"
                        + " other instances, and whoever else uses it",
                defaultValue = "20")
        int headroom) {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250); // HikariCP takes no shorter one

    /** Returns the same with another longest wait for a connection. */
    public PoolSettings withAcquireTimeout(Duration other) {
        return with(min, max, other, appendReserve);
    }

    /** Returns the same for a pool of another size, none of which is for appends alone. */
    public PoolSettings sized(int fewest, int most) {
        return with(fewest, most, acquireTimeout, 0);
    }

    private PoolSettings with(int fewest, int most, Duration wait, int reserve) {
        return new PoolSettings(
                fewest,
                most,
                idleTimeout,
                wait,
                maxWaiting,
                maxWait,
                reserve,
                adaptive,
                load,
                foresight,
                shrinkAfter,
                headroom);
    }

    /** Checks the bounds. */
    public PoolSettings {
        require(min >= 0, "min must not be negative");
        require(max >= 1 && max >= min, "max must be at least 1, and no less than min");
        require(!idleTimeout.isNegative(), "idle-timeout must not be negative");
        require(acquireTimeout.compareTo(SHORTEST_WAIT) >= 0, "acquire-timeout must be at least 250ms");
        require(maxWaiting >= 1, "max-waiting must be at least 1");
        require(!maxWait.isNegative(), "max-wait must not be negative");
        require(appendReserve >= 0, "append-reserve must not be negative");
        require(load > 0 && load <= 1, "load must be more than 0 and at most 1");
        require(headroom >= 0, "headroom must not be negative");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
