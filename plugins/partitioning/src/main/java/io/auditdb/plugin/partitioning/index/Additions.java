package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexAdvice.Action;
import io.auditdb.api.storage.QueryShape;
import io.auditdb.plugin.partitioning.index.IndexCatalog.Partition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what is declared and missing, and what queries ask for and nobody has declared. For one look at the catalog. */
final class Additions {
    private final Strategy strategy;
    private final IndexSettings settings;
    private final IndexCatalog catalog;
    private final Queries queries;
    private final Map<String, List<PartitionIndex>> byPartition;
    private final Map<String, PartitionIndex> onParent;

    Additions(Strategy strategy, IndexSettings settings, IndexCatalog catalog, Queries queries) {
        this.strategy = strategy;
        this.settings = settings;
        this.catalog = catalog;
        this.queries = queries;
        this.byPartition = catalog.byPartition();
        this.onParent = catalog.onParent();
    }

    List<Change> changes() {
        var changes = new ArrayList<Change>();
        for (DeclaredIndex index : strategy.indexes()) {
            if (isWanted(index)) {
                missing(index).ifPresent(changes::add);
            }
        }
        changes.addAll(undeclared());
        return changes;
    }

    /** Returns whether there is reason to have it. */
    boolean isWanted(DeclaredIndex index) {
        if (index.isQueried() && queries.types().isEmpty()) {
            return false;
        }
        return !index.whenQueried() || calls(asking(index)) >= settings.minQueries();
    }

    private List<QueryShape> asking(DeclaredIndex index) {
        return strategy.asking(index, queries.shapes());
    }

    private static long calls(List<QueryShape> shapes) {
        return shapes.stream().mapToLong(QueryShape::calls).sum();
    }

    /** Returns the partitions that are to have it. */
    List<String> scope(DeclaredIndex index) {
        List<String> sealed = catalog.partitions().stream()
                .filter(it -> it.sealed() && it.rows() >= settings.minRows())
                .map(Partition::name)
                .toList();
        return switch (index.scope()) {
            case ALL -> catalog.partitions().stream().map(Partition::name).toList();
            case SEALED -> sealed;
            case NEWEST -> sealed.subList(Math.max(0, sealed.size() - index.newest()), sealed.size());
        };
    }

    private Optional<Change> missing(DeclaredIndex index) {
        PartitionIndex parent = onParent.get(index.name());
        if (parent != null && (index.scope() != DeclaredIndex.Scope.ALL || differs(parent, index))) {
            return Optional.empty(); // nothing can be built beside it
        }
        List<QueryShape> asking = asking(index);
        String reason = index.whenQueried()
                ? "asked for " + calls(asking) + " times since " + queries.since()
                : "declared, and not there";
        var work = new ArrayList<Work>();
        var toAttach = new ArrayList<String>();
        List<String> scope = scope(index);
        for (String partition : scope) {
            toAttach.addAll(on(partition, index, reason, work));
        }
        boolean isForAll = index.scope() == DeclaredIndex.Scope.ALL;
        if (isForAll && !scope.isEmpty() && (parent == null || !toAttach.isEmpty())) {
            work.add(Work.attach(index, toAttach, parent != null, "all partitions have it"));
        }
        if (work.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Change(
                Action.ADD,
                "index-missing",
                index.name(),
                index.text(),
                Optional.of(index),
                reason,
                asking,
                List.of(),
                work.stream()
                        .filter(it -> !it.isOnParent())
                        .map(Work::partition)
                        .distinct()
                        .toList(),
                work));
    }

    static boolean differs(PartitionIndex parent, DeclaredIndex index) {
        boolean isExpression = index.method().equals("gin");
        return !parent.method().equals(index.method())
                || (!isExpression && !parent.keys().equals(index.columns()))
                || !parent.included().equals(index.included())
                || (parent.predicate() == null) != index.condition().isEmpty();
    }

    /** Adds the work that one partition takes; returns what is to be attached to the event table's index. */
    private List<String> on(String partition, DeclaredIndex index, String reason, List<Work> work) {
        List<PartitionIndex> owned = byPartition.getOrDefault(partition, List.of()).stream()
                .filter(index::owns)
                .toList();
        if (owned.stream().anyMatch(it -> it.building() || it.parent() != null)) {
            return List.of(); // of an attached one that is not valid, maintenance takes care
        }
        Optional<PartitionIndex> fitting = owned.stream()
                .filter(it -> it.valid() && index.fits(it, queries.types()))
                .findFirst();
        if (fitting.isEmpty()) {
            work.add(Work.build(index, partition, owned, queries.types(), reason));
            return List.of(index.nameOn(partition, queries.types()));
        }
        owned.stream()
                .filter(it -> !it.equals(fitting.get()))
                .forEach(it -> work.add(Work.drop(it, "another has taken its place")));
        return List.of(fitting.get().name());
    }

    private List<Change> undeclared() {
        var byFilter = new LinkedHashMap<QueryFilter, List<QueryShape>>();
        for (QueryShape shape : queries.shapes()) {
            if (strategy.serving(shape).isEmpty()) {
                shape.filters().stream()
                        .flatMap(it -> QueryFilter.of(it).stream())
                        .filter(it -> it != QueryFilter.TIME && it != QueryFilter.ACTION_PATTERN)
                        .findFirst()
                        .ifPresent(it -> byFilter.computeIfAbsent(it, key -> new ArrayList<>())
                                .add(shape));
            }
        }
        return byFilter.entrySet().stream()
                .filter(it -> calls(it.getValue()) >= settings.minQueries())
                .map(it -> declare(it.getKey(), it.getValue()))
                .toList();
    }

    private Change declare(QueryFilter filter, List<QueryShape> shapes) {
        String definition = filter == QueryFilter.TEXT
                ? "gin (details) on sealed when queried weekly"
                : "btree (tenant, " + filter.column() + ", occurred_at) on sealed when queried monthly";
        return new Change(
                Action.DECLARE,
                "index-undeclared",
                DeclaredIndex.PREFIX + filter.text().replace('-', '_'),
                definition,
                Optional.empty(),
                "asked for " + calls(shapes) + " times since " + queries.since() + ", and no declared index serves it",
                shapes,
                List.of(),
                List.of(),
                List.of());
    }
}
