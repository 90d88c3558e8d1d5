package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.QueryShape;
import java.util.List;
import java.util.Optional;

/**
 * Something to change about one index, with the work it takes.
 *
 * @param kind why, in the words of advice: {@code index-unused}
 * @param index its name on the event table, or what the partitions' indexes have in common
 * @param declared what declares it; empty for one that nobody does
 * @param present those of the partitions concerned that are there
 * @param partitions the partitions concerned, oldest first
 * @param work what to run; empty where only the configuration can change it
 */
record Change(
        IndexAdvice.Action action,
        String kind,
        String index,
        String definition,
        Optional<DeclaredIndex> declared,
        String reason,
        List<QueryShape> queries,
        List<PartitionIndex> present,
        List<String> partitions,
        List<Work> work) {
    /** Returns the same with only some of its work. */
    Change doing(List<Work> some) {
        return new Change(action, kind, index, definition, declared, reason, queries, present, partitions, some);
    }
}
