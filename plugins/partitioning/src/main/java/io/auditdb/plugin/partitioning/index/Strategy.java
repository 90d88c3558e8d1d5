package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.QueryShape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which indexes there are to be.
 *
 * @param indexes what is declared, in the order in which an index is chosen for a query
 * @param abandoned the names that the configuration could declare, and declares as none
 */
record Strategy(List<DeclaredIndex> indexes, Set<String> abandoned) {
    /** What verification finds the records of redactions, removals and holds by. */
    private static final Set<String> PLATFORM =
            Set.of("audit_event_redacted", "audit_event_redactions", "audit_event_retention");

    static Strategy of(StrategySettings settings) {
        List<DeclaredIndex> indexes = settings.indexes();
        Set<String> declared = indexes.stream().map(DeclaredIndex::name).collect(Collectors.toSet());
        return new Strategy(
                indexes,
                StrategySettings.KEYS.stream()
                        .map(key -> DeclaredIndex.PREFIX + key)
                        .filter(name -> !declared.contains(name))
                        .collect(Collectors.toSet()));
    }

    /** Returns whether the platform cannot do without an index. */
    static boolean isPlatforms(PartitionIndex index) {
        return PLATFORM.contains(String.valueOf(index.isOnParent() ? index.name() : index.parent()));
    }

    /** Returns what declares an index, if anything does. */
    Optional<DeclaredIndex> declaring(PartitionIndex index) {
        return declaring(index.partition(), index.name(), index.isOnParent() ? index.name() : index.parent());
    }

    /** Returns what declares the index of this name; {@code parent} is that of the event table, or null. */
    Optional<DeclaredIndex> declaring(String partition, String index, String parent) {
        return indexes.stream().filter(it -> it.owns(partition, index, parent)).findFirst();
    }

    /** Returns the index that is there for such queries, if one is declared. */
    Optional<DeclaredIndex> serving(QueryShape shape) {
        return indexes.stream()
                .filter(it -> !it.filters().isEmpty() && shape.filters().containsAll(it.filters()))
                .findFirst();
    }

    /** Returns the queries that an index is there for. */
    List<QueryShape> asking(DeclaredIndex index, List<QueryShape> shapes) {
        return shapes.stream()
                .filter(it -> serving(it).filter(index::equals).isPresent())
                .toList();
    }
}
