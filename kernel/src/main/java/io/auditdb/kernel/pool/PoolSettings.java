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
                defaultValue = "2s")
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
    /** Returns the same with another longest wait for a connection. */
    public PoolSettings withAcquireTimeout(Duration other) {
        return new PoolSettings(
                min,
                max,
                idleTimeout,
                other,
                maxWaiting,
                maxWait,
                appendReserve,
                adaptive,
                load,
                foresight,
                shrinkAfter,
                headroom);
    }

    /** Checks the bounds. */
    public PoolSettings {
        if (min < 0 || max < 1 || min > max) {
            throw new IllegalArgumentException("pool.min must be between 0 and pool.max, which must be at least 1");
        }
        if (maxWaiting < 1 || appendReserve < 0 || headroom < 0) {
            throw new IllegalArgumentException(
                    "pool.max-waiting must be at least 1, pool.append-reserve and pool.headroom at least 0");
        }
        if (!(load > 0 && load <= 1)) {
            throw new IllegalArgumentException("pool.load must be more than 0 and at most 1");
        }
    }
}
