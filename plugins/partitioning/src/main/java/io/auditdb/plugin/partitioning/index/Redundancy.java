package io.auditdb.plugin.partitioning.index;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds indexes that another one covers: the same columns, or the first of them. Looks within each partition only. */
final class Redundancy {
    private final Map<String, List<PartitionIndex>> byPartition;
    private final Comparator<PartitionIndex> worth;

    Redundancy(IndexCatalog catalog, Strategy strategy) {
        this.byPartition = catalog.byPartition();
        this.worth = Comparator.<PartitionIndex, Boolean>comparing(PartitionIndex::constraint)
                .thenComparing(it -> strategy.declaring(it).isPresent())
                .thenComparing(it -> it.parent() != null)
                .thenComparing(PartitionIndex::name, Comparator.reverseOrder());
    }

    /** Returns what covers these, if each of them is covered on its partition. */
    Optional<String> of(List<PartitionIndex> indexes) {
        List<Optional<PartitionIndex>> covering =
                indexes.stream().map(this::covering).toList();
        return covering.stream().allMatch(Optional::isPresent)
                ? covering.get(0)
                        .map(it -> it.keys().size() == indexes.get(0).keys().size()
                                ? "it is the same as " + title(it)
                                : "its columns are the first of those of " + title(it))
                : Optional.empty();
    }

    private static String title(PartitionIndex index) {
        return index.parent() == null ? index.name() : index.parent();
    }

    private Optional<PartitionIndex> covering(PartitionIndex index) {
        return byPartition.get(index.partition()).stream()
                .filter(it -> !it.equals(index) && index.isCoveredBy(it) && !isLesser(it, index))
                .findFirst();
    }

    /** Of two that cover each other, the lesser one goes. */
    private boolean isLesser(PartitionIndex one, PartitionIndex other) {
        return one.isCoveredBy(other) && worth.compare(one, other) < 0;
    }
}
