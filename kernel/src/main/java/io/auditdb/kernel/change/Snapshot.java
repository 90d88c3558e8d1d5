package io.auditdb.kernel.change;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which transactions can be seen, as PostgreSQL's {@code pg_snapshot} says it: all below {@code xmax}, except some that
 * were in progress. Snapshots of different instances compare, and outlive them.
 *
 * @param xmax the first transaction id that was not handed out
 * @param inProgress those below that were in progress, in ascending order
 */
public record Snapshot(long xmax, long[] inProgress) {
    /** Sees nothing. */
    static final Snapshot NOTHING = new Snapshot(0, new long[0]);

    /** Reads {@code xmin:xmax:xip,xip,…}. */
    public static Snapshot parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a snapshot");
        }
        long[] inProgress = parts[2].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[2].split(",")).mapToLong(Long::parseLong).toArray();
        return new Snapshot(Long.parseLong(parts[1]), inProgress);
    }

    /** Returns the lowest transaction id that might still come to be seen. */
    long xmin() {
        return inProgress.length == 0 ? xmax : inProgress[0];
    }

    boolean sees(long transaction) {
        return transaction < xmax && Arrays.binarySearch(inProgress, transaction) < 0;
    }

    /** Returns whether everything that the other sees is seen. */
    boolean seesAllOf(Snapshot other) {
        if (other.xmax > xmax) {
            return false;
        }
        for (long transaction : inProgress) {
            if (other.sees(transaction)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot it && it.xmax == xmax && Arrays.equals(it.inProgress, inProgress);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(xmax) + Arrays.hashCode(inProgress);
    }

    /** Returns those in progress as PostgreSQL writes an array. */
    String inProgressText() {
        return Arrays.stream(inProgress).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public String toString() {
        String list = inProgressText();
        return xmin() + ":" + xmax + ":" + list.substring(1, list.length() - 1);
    }
}
