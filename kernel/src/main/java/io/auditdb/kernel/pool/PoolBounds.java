package io.auditdb.kernel.pool;

/**
 * How many connections a pool may be sized to.
 *
 * @param min the fewest, at least one
 * @param max the most
 * @param warm whether it keeps as many open as it is sized to, rather than opening them when they are wanted
 */
public record PoolBounds(int min, int max, boolean warm) {
    /** Checks that they are possible. */
    public PoolBounds {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("A pool cannot have " + min + " to " + max + " connections");
        }
    }

    int clamp(int size) {
        return Math.max(min, Math.min(max, size));
    }
}
