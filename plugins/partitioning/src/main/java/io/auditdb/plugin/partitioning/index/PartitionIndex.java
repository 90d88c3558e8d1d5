package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexUsage.Counts;
import java.util.List;

/**
 * An index in the catalog.
 *
 * @param partition the table it is on: a partition, or the event table itself
 * @param parent the index of the event table that it belongs to; null for one of its own
 * @param keys what it is searched by; of an expression, a name that the database chose
 * @param predicate which rows it holds, in the catalog's words; null for all
 * @param constraint whether it keeps rows from being there twice; such a one is never touched
 * @param building whether somebody builds it now
 * @param rows the planner's estimate of its entries
 */
record PartitionIndex(
        String partition,
        String name,
        String parent,
        String method,
        List<String> keys,
        List<String> included,
        String predicate,
        boolean constraint,
        boolean valid,
        boolean building,
        long rows,
        Counts counts) {
    static final String EVENTS = "audit_event";

    /** Returns the same with what others have counted besides. */
    PartitionIndex with(Counts others) {
        return new PartitionIndex(
                partition,
                name,
                parent,
                method,
                keys,
                included,
                predicate,
                constraint,
                valid,
                building,
                rows,
                counts.plus(others));
    }

    boolean isOnParent() {
        return partition.equals(EVENTS);
    }

    /** Returns its method, columns and condition, as the catalog has them. */
    String definition() {
        return method + " (" + String.join(", ", keys) + ")"
                + (included.isEmpty() ? "" : " include (" + String.join(", ", included) + ")")
                + (predicate == null ? "" : " where " + predicate);
    }

    /** Returns whether whatever this one finds the other finds as well. */
    boolean isCoveredBy(PartitionIndex other) {
        return method.equals("btree")
                && other.method.equals("btree")
                && other.valid
                && String.valueOf(predicate).equals(String.valueOf(other.predicate))
                && keys.size() <= other.keys.size()
                && keys.equals(other.keys.subList(0, keys.size()))
                && included.stream().allMatch(it -> other.keys.contains(it) || other.included.contains(it));
    }
}
