package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexAdvice.Evidence;
import io.auditdb.api.storage.IndexAdvice.WriteCost;
import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.index.IndexCatalog.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts the numbers to changes: what an index is used for, costs, and would be worth. For one look at the catalog. */
final class Assessment {
    /** What an entry takes besides its values, and how full pages are. */
    private static final String WIDTH = """
            SELECT coalesce((16 + sum(avg_width)) / 0.9, 0)::bigint FROM pg_stats
            WHERE schemaname = current_schema() AND tablename = ? AND attname = ANY (?)
            """;

    private final IndexCatalog catalog;
    private final Queries queries;
    private final IndexTrial trial;
    private final Clock clock;

    Assessment(IndexCatalog catalog, Queries queries, IndexTrial trial, Clock clock) {
        this.catalog = catalog;
        this.queries = queries;
        this.trial = trial;
        this.clock = clock;
    }

    /** A change, and the advice that it comes to. */
    record Assessed(Change change, IndexAdvice advice, boolean isRefuted) {}

    List<Assessed> of(Connection connection, List<Change> changes) throws SQLException {
        var assessed = new ArrayList<Assessed>();
        for (Change change : changes) {
            assessed.add(of(connection, change));
        }
        return assessed;
    }

    private Assessed of(Connection connection, Change change) throws SQLException {
        Optional<Hypothesis> hypothesis = hypothesis(connection, change);
        var evidence = new Evidence(
                Removals.sum(change.present()),
                cost(connection, change, hypothesis),
                change.queries(),
                hypothesis.map(Hypothesis::text));
        var advice = new IndexAdvice(
                change.action(), change.index(), change.definition(), change.partitions(), change.reason(), evidence);
        return new Assessed(
                change, advice, hypothesis.filter(Hypothesis::isRefuted).isPresent());
    }

    /** The largest of the partitions stands for all. */
    private Optional<Partition> sample(Change change) {
        Set<String> names = Set.copyOf(change.partitions());
        return catalog.partitions().stream()
                .filter(it -> names.contains(it.name()))
                .max(Comparator.comparing(Partition::rows));
    }

    private Optional<Hypothesis> hypothesis(Connection connection, Change change) throws SQLException {
        if (change.action() != IndexAdvice.Action.ADD) {
            return Optional.empty();
        }
        Optional<Partition> sample = sample(change);
        DeclaredIndex index = change.declared().orElseThrow();
        if (sample.isEmpty() || index.filters().isEmpty()) {
            return Optional.of(Hypothesis.unchecked("no query is for it alone"));
        }
        if (index.method().equals("gin")) {
            return Optional.of(Hypothesis.unchecked("what a search for words would take is not tried"));
        }
        Optional<HypoPg> hypoPg = HypoPg.on(connection);
        return Optional.of(
                hypoPg.isPresent()
                        ? hypoPg.get().of(index, sample.get().name(), queries.types())
                        : trial.of(connection, index, sample.get(), queries.types()));
    }

    private WriteCost cost(Connection connection, Change change, Optional<Hypothesis> hypothesis) throws SQLException {
        long perDay = rowsPerDay(change.partitions());
        long entries = change.present().stream().mapToLong(PartitionIndex::rows).sum();
        if (entries > 0) {
            long bytes = Removals.sum(change.present()).bytes() / entries;
            return new WriteCost(bytes, perDay, "measured: its size by its entries");
        }
        Optional<Partition> sample = sample(change).filter(it -> it.rows() > 0);
        if (sample.isPresent()
                && hypothesis.filter(it -> it.bytes().isPresent()).isPresent()) {
            long bytes = hypothesis.get().bytes().getAsLong() / sample.get().rows();
            return new WriteCost(bytes, perDay, "estimated: " + hypothesis.get().source());
        }
        if (sample.isPresent() && change.declared().isPresent()) {
            return new WriteCost(
                    width(connection, sample.get().name(), change.declared().get()),
                    perDay,
                    "estimated from the widths of its columns, as if it held every row");
        }
        return new WriteCost(0, perDay, "not known before there are rows");
    }

    private static long width(Connection connection, String partition, DeclaredIndex index) throws SQLException {
        var columns = new ArrayList<String>(index.columns());
        columns.addAll(index.included());
        return Maintainer.query(
                        connection,
                        WIDTH,
                        row -> row.getLong(1),
                        partition,
                        connection.createArrayOf("text", columns.toArray()))
                .get(0);
    }

    private long rowsPerDay(List<String> partitions) {
        Set<String> names = Set.copyOf(partitions);
        long rows = catalog.partitions().stream()
                .filter(it -> names.contains(it.name()))
                .mapToLong(Partition::inserted)
                .sum();
        long days =
                Math.max(1, Duration.between(catalog.since(), clock.instant()).toDays());
        return rows / days;
    }
}
