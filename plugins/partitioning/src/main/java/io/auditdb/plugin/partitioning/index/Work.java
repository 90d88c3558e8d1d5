package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.plugin.partitioning.Maintainer;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements to run on one partition, or on the event table, and why.
 *
 * @param statements in order; what is run is exactly this
 */
record Work(String partition, PartitionStep.Action action, String index, String reason, List<Statement> statements) {
    /**
     * One statement.
     *
     * @param brief whether it needs a lock that keeps writers out, which it then waits for only shortly; others run while
     *     events are taken, and may take long
     */
    record Statement(String sql, boolean brief) {}

    Work {
        statements = List.copyOf(statements);
    }

    /** Builds an index on a partition, after dropping what is left of it and before dropping what it replaces. */
    static Work build(
            DeclaredIndex index, String partition, List<PartitionIndex> earlier, List<String> types, String reason) {
        String name = index.nameOn(partition, types);
        var statements = new ArrayList<Statement>();
        earlier.stream().filter(it -> !it.valid()).forEach(it -> statements.add(dropping(it.name())));
        statements.add(new Statement(
                "CREATE INDEX CONCURRENTLY " + Maintainer.quote(name) + " ON " + Maintainer.quote(partition) + " "
                        + index.sql(types),
                false));
        earlier.stream().filter(PartitionIndex::valid).forEach(it -> statements.add(dropping(it.name())));
        return new Work(partition, PartitionStep.Action.ADD_INDEX, name, reason, statements);
    }

    /** Makes the index of the event table out of those that the partitions have, so that new ones get it as well. */
    static Work attach(DeclaredIndex index, List<String> built, boolean isThere, String reason) {
        String name = Maintainer.quote(index.name());
        var statements = new ArrayList<Statement>();
        if (!isThere) {
            statements.add(new Statement(
                    "CREATE INDEX " + name + " ON ONLY " + PartitionIndex.EVENTS + " " + index.sql(List.of()), true));
        }
        built.forEach(it -> statements.add(
                new Statement("ALTER INDEX " + name + " ATTACH PARTITION " + Maintainer.quote(it), true)));
        return new Work(PartitionIndex.EVENTS, PartitionStep.Action.ADD_INDEX, index.name(), reason, statements);
    }

    /** Drops an index; one of the event table with those of all partitions. */
    static Work drop(PartitionIndex index, String reason) {
        return new Work(
                index.partition(),
                PartitionStep.Action.DROP_INDEX,
                index.name(),
                reason,
                List.of(
                        index.isOnParent()
                                ? new Statement("DROP INDEX " + Maintainer.quote(index.name()), true)
                                : dropping(index.name())));
    }

    private static Statement dropping(String name) {
        return new Statement("DROP INDEX CONCURRENTLY IF EXISTS " + Maintainer.quote(name), false);
    }

    boolean isOnParent() {
        return partition.equals(PartitionIndex.EVENTS);
    }

    IndexStep step(Outcome outcome) {
        return new IndexStep(
                new PartitionStep(partition, action, index, reason, outcome),
                statements.stream().map(Statement::sql).toList());
    }
}
