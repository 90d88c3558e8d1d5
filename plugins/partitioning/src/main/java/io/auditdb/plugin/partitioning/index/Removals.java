package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexAdvice.Action;
import io.auditdb.api.storage.IndexUsage.Counts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what nobody needs: indexes that another covers, that are not used, or that are declared no more. What keeps a
 * constraint is never among them. For one look at the catalog.
 */
final class Removals {
    private final Strategy strategy;
    private final IndexSettings settings;
    private final IndexCatalog catalog;
    private final Additions additions;
    private final Redundancy redundancy;
    private final Clock clock;

    Removals(Strategy strategy, IndexSettings settings, IndexCatalog catalog, Additions additions, Clock clock) {
        this.strategy = strategy;
        this.settings = settings;
        this.catalog = catalog;
        this.additions = additions;
        this.redundancy = new Redundancy(catalog, strategy);
        this.clock = clock;
    }

    /** Why nobody needs it: in the words of advice, and in a sentence. */
    private record Verdict(String kind, String reason) {
        /** Dropped, it would be built again, for queries still ask for it. */
        static Verdict ineffective(String reason) {
            return new Verdict("index-ineffective", reason);
        }

        boolean isForPeopleToDecide() {
            return kind.equals("index-ineffective");
        }

        static Verdict unused(String reason) {
            return new Verdict("index-unused", reason);
        }

        static Verdict duplicate(String reason) {
            return new Verdict("index-duplicate", reason);
        }

        static Verdict obsolete(String reason) {
            return new Verdict("index-obsolete", reason);
        }
    }

    List<Change> changes() {
        var changes = new ArrayList<Change>();
        groups().forEach((name, indexes) -> change(name, indexes).ifPresent(changes::add));
        return changes;
    }

    /** What belongs together, by the name of the whole: the event table's, the declared, or its own. */
    private Map<String, List<PartitionIndex>> groups() {
        var groups = new LinkedHashMap<String, List<PartitionIndex>>();
        for (PartitionIndex index : catalog.indexes()) {
            if (index.valid() && !index.isOnParent() && !index.constraint() && !Strategy.isPlatforms(index)) {
                groups.computeIfAbsent(name(index), key -> new ArrayList<>()).add(index);
            }
        }
        return groups;
    }

    private String name(PartitionIndex index) {
        if (index.parent() != null) {
            return index.parent();
        }
        return strategy.declaring(index).map(DeclaredIndex::name).orElseGet(() -> formerName(index));
    }

    /** One that was declared once has a row of its own; any other goes by the name it has. */
    private String formerName(PartitionIndex index) {
        return catalog.built().keySet().stream()
                .filter(it -> index.name()
                        .matches(".*\\Q" + it.substring(DeclaredIndex.PREFIX.length() - 1) + "\\E_[0-9a-f]{8}"))
                .findFirst()
                .orElse(index.name());
    }

    private Optional<Change> change(String name, List<PartitionIndex> indexes) {
        Optional<DeclaredIndex> declared = strategy.declaring(indexes.get(0));
        Optional<Verdict> verdict = declared.isPresent() ? ofDeclared(declared.get(), indexes) : ofOther(name, indexes);
        if (verdict.isPresent()) {
            boolean mayGo = !verdict.get().isForPeopleToDecide() && isFree(declared, indexes);
            return Optional.of(change(mayGo ? Action.DROP : Action.REVIEW, name, declared, verdict.get(), indexes));
        }
        return declared.flatMap(it -> beyondScope(it, indexes));
    }

    private boolean isFree(Optional<DeclaredIndex> declared, List<PartitionIndex> indexes) {
        return declared.isEmpty() || declared.get().whenQueried() || isMisplaced(declared.get(), indexes);
    }

    private boolean isMisplaced(DeclaredIndex index, List<PartitionIndex> indexes) {
        return index.scope() != DeclaredIndex.Scope.ALL && indexes.get(0).parent() != null;
    }

    private Optional<Verdict> ofDeclared(DeclaredIndex index, List<PartitionIndex> indexes) {
        PartitionIndex parent = catalog.onParent().get(index.name());
        if (isMisplaced(index, indexes)) {
            return Optional.of(
                    Verdict.obsolete("new partitions get it from the event table, and it is declared for others only"));
        }
        if (parent != null && Additions.differs(parent, index)) {
            return Optional.of(new Verdict(
                    "index-different", "it is there with another definition; declare the new one under another name"));
        }
        if (index.whenQueried()) {
            return additions.isWanted(index)
                    ? ineffective(index, indexes)
                    : unused(index.name(), indexes).map(it -> Verdict.unused("hardly any query asks for it; " + it));
        }
        return duplicateOrUnused(index.name(), indexes);
    }

    /** The outcome of a build: whether what asked for it uses it. */
    private Optional<Verdict> ineffective(DeclaredIndex index, List<PartitionIndex> indexes) {
        Instant built = catalog.built().get(index.name());
        Instant due = clock.instant().minus(settings.outcomeAfter());
        boolean isDue = built != null && catalog.since(index.name()).isBefore(due) && catalog.standbys() == 0;
        return isDue && sum(indexes).scans() == 0
                ? Optional.of(
                        Verdict.ineffective(
                                "built at " + built + " because queries ask for it, and none has used it"
                                        + " since: see how they are planned (audit-db performance monitor slow-queries --plans)"))
                : Optional.empty();
    }

    private Optional<Verdict> ofOther(String name, List<PartitionIndex> indexes) {
        if (strategy.abandoned().contains(name)) {
            return Optional.of(Verdict.obsolete("the configuration declares none"));
        }
        if (catalog.built().containsKey(name)) {
            return Optional.of(Verdict.obsolete("it is no longer declared"));
        }
        return duplicateOrUnused(name, indexes);
    }

    private Optional<Verdict> duplicateOrUnused(String name, List<PartitionIndex> indexes) {
        return redundancy
                .of(indexes)
                .map(Verdict::duplicate)
                .or(() -> unused(name, indexes).map(Verdict::unused));
    }

    /** No verdict on too short a time, on too little, or without knowing what other servers scan. */
    private Optional<String> unused(String name, List<PartitionIndex> indexes) {
        Instant since = catalog.since(name);
        Instant before = clock.instant().minus(settings.unusedAfter());
        Counts counts = sum(indexes);
        boolean isUsed = counts.scans() > 0
                && !counts.lastUsed().filter(it -> it.isBefore(before)).isPresent();
        long rows = indexes.stream().mapToLong(PartitionIndex::rows).sum();
        if (isUsed || since.isAfter(before) || catalog.standbys() > 0 || rows < settings.minRows()) {
            return Optional.empty();
        }
        String days = " in " + Duration.between(since, clock.instant()).toDays() + " days";
        return Optional.of(counts.lastUsed().map(it -> "last used at " + it).orElse("not used" + days));
    }

    /** Of the newest, those that are so no longer. */
    private Optional<Change> beyondScope(DeclaredIndex index, List<PartitionIndex> indexes) {
        if (index.scope() != DeclaredIndex.Scope.NEWEST) {
            return Optional.empty();
        }
        Set<String> scope = Set.copyOf(additions.scope(index));
        List<PartitionIndex> beyond =
                indexes.stream().filter(it -> !scope.contains(it.partition())).toList();
        return beyond.isEmpty()
                ? Optional.empty()
                : Optional.of(change(
                        Action.DROP,
                        index.name(),
                        Optional.of(index),
                        Verdict.obsolete("only the newest " + index.newest() + " partitions are to have it"),
                        beyond));
    }

    private Change change(
            Action action,
            String name,
            Optional<DeclaredIndex> declared,
            Verdict verdict,
            List<PartitionIndex> indexes) {
        PartitionIndex parent = catalog.onParent().get(indexes.get(0).parent());
        Collection<PartitionIndex> droppable = parent == null ? indexes : List.of(parent);
        return new Change(
                action,
                verdict.kind(),
                name,
                declared.map(DeclaredIndex::text).orElse(indexes.get(0).definition()),
                declared,
                verdict.reason(),
                List.of(),
                indexes,
                indexes.stream().map(PartitionIndex::partition).toList(),
                action == Action.DROP
                        ? droppable.stream()
                                .map(it -> Work.drop(it, verdict.reason()))
                                .toList()
                        : List.of());
    }

    static Counts sum(List<PartitionIndex> indexes) {
        return indexes.stream().map(PartitionIndex::counts).reduce(Counts.NONE, Counts::plus);
    }
}
