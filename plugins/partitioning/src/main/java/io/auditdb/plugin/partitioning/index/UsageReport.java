package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexUsage;
import io.auditdb.api.storage.IndexUsage.OfPartition;
import io.auditdb.api.storage.IndexUsage.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sums up how indexes are used, those of the partitions that belong together as one. */
final class UsageReport {
    private final Strategy strategy;

    UsageReport(Strategy strategy) {
        this.strategy = strategy;
    }

    List<IndexUsage> of(IndexCatalog catalog) {
        Map<String, Integer> ages = ages(catalog);
        var groups = new TreeMap<String, List<PartitionIndex>>();
        for (PartitionIndex index : catalog.indexes()) {
            List<PartitionIndex> group = groups.computeIfAbsent(name(index), key -> new ArrayList<>());
            if (!index.isOnParent()) {
                group.add(index);
            }
        }
        Map<String, PartitionIndex> onParent = catalog.onParent();
        return groups.entrySet().stream()
                .map(it -> usage(it.getKey(), onParent.get(it.getKey()), sorted(it.getValue(), ages)))
                .toList();
    }

    private static Map<String, Integer> ages(IndexCatalog catalog) {
        var ages = new HashMap<String, Integer>();
        catalog.partitions().forEach(it -> ages.put(it.name(), ages.size()));
        return ages;
    }

    private static List<PartitionIndex> sorted(List<PartitionIndex> indexes, Map<String, Integer> ages) {
        return indexes.stream()
                .sorted((one, other) -> Integer.compare(
                        ages.getOrDefault(one.partition(), Integer.MAX_VALUE),
                        ages.getOrDefault(other.partition(), Integer.MAX_VALUE)))
                .toList();
    }

    private String name(PartitionIndex index) {
        if (index.isOnParent()) {
            return index.name();
        }
        return Optional.ofNullable(index.parent())
                .or(() -> strategy.declaring(index).map(DeclaredIndex::name))
                .orElse(index.name());
    }

    private IndexUsage usage(String name, PartitionIndex onParent, List<PartitionIndex> indexes) {
        PartitionIndex one = onParent == null ? indexes.get(0) : onParent;
        Optional<DeclaredIndex> declared = strategy.declaring(one);
        return new IndexUsage(
                name,
                declared.map(DeclaredIndex::text).orElseGet(one::definition),
                origin(one, declared.isPresent()),
                Removals.sum(indexes),
                indexes.stream()
                        .map(it -> new OfPartition(it.partition(), it.name(), it.valid(), it.counts()))
                        .toList());
    }

    private static Origin origin(PartitionIndex index, boolean isDeclared) {
        if (index.constraint()) {
            return Origin.CONSTRAINT;
        }
        if (Strategy.isPlatforms(index)) {
            return Origin.PLATFORM;
        }
        return isDeclared ? Origin.DECLARED : Origin.OTHER;
    }
}
