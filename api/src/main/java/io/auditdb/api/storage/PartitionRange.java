package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of occurredAt, half open.
 *
 * @param from the earliest time in it; {@link Instant#MIN} for no bound
 * @param to the first time after it; {@link Instant#MAX} for no bound
 */
public record PartitionRange(Instant from, Instant to) {
    /** Checks that it is not empty. */
    public PartitionRange {
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a range has to end after it begins");
        }
    }

    /** Returns whether the time is in it. */
    public boolean contains(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    /** Returns whether some time is in both. */
    public boolean overlaps(PartitionRange other) {
        return from.isBefore(other.to) && other.from.isBefore(to);
    }

    /** Returns the parts of this range that none of the others covers, in order. */
    public List<PartitionRange> minus(List<PartitionRange> others) {
        var rest = List.of(this);
        for (PartitionRange other : others) {
            var next = new ArrayList<PartitionRange>();
            rest.forEach(part -> part.minus(other, next));
            rest = next;
        }
        return List.copyOf(rest);
    }

    private void minus(PartitionRange other, List<PartitionRange> rest) {
        if (!overlaps(other)) {
            rest.add(this);
            return;
        }
        if (from.isBefore(other.from)) {
            rest.add(new PartitionRange(from, other.from));
        }
        if (other.to.isBefore(to)) {
            rest.add(new PartitionRange(other.to, to));
        }
    }

    @Override
    public String toString() {
        return text(from) + "/" + text(to);
    }

    private static String text(Instant bound) {
        return bound.equals(Instant.MIN) || bound.equals(Instant.MAX) ? ".." : bound.toString();
    }
}
