package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Empties a DEFAULT partition, range by range, then drops it. A constraint keeps new events of the range out, which
 * wait as for a partition that is being made; then its events move, and their partition is attached, in one
 * transaction: a reader sees each of them once at any time. What is left in the end, events of the present, stays where
 * it is, and becomes the partition of the present.
 */
final class Draining {
    /** The host looks for it, to know that a DEFAULT partition does not take everything just now. */
    static final String CLOSED = "audit_event_drain";

    private static final String BOUNDS = "audit_event_bounds";

    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final SystemRecords records;
    private final DrainRanges ranges;
    private final Adoption adoption;

    Draining(EventPartitions partitions, Maintainer maintainer, SystemRecords records, Clock clock) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.records = records;
        this.ranges = new DrainRanges(partitions, maintainer, clock);
        this.adoption = new Adoption(partitions, maintainer, records);
    }

    /** Returns a step for each range that the DEFAULT partition holds events of, and one for its end. */
    List<Task> plan(String principal, Facts facts) {
        return facts.rest().map(rest -> plan(principal, facts, rest.table())).orElse(List.of());
    }

    private List<Task> plan(String principal, Facts facts, String rest) {
        var tasks = new ArrayList<Task>();
        unfinished(facts)
                .ifPresent(state -> tasks.add(Task.of(
                        state.name(),
                        Action.DRAIN,
                        rest,
                        "was interrupted",
                        () -> moveEvents(rest, state.name(), state.range()))));
        List<PartitionRange> taken = new ArrayList<>(
                facts.attached().stream().flatMap(it -> it.range().stream()).toList());
        unfinished(facts).ifPresent(state -> taken.add(state.range()));
        ranges.of(rest, taken)
                .forEach((range, events) -> tasks.add(Task.of(
                        range.toString(),
                        Action.DRAIN,
                        rest,
                        "the DEFAULT partition holds " + events + " events of it",
                        () -> drain(rest, range))));
        tasks.add(ranges.present(rest, taken)
                .map(range -> Task.of(
                        range.toString(),
                        Action.DRAIN,
                        rest,
                        "what is left is of the present, and can stay where it is",
                        () -> adoption.adopt(principal, rest, range)))
                .orElseGet(() -> Task.of(
                        rest,
                        Action.DROP,
                        "rules out DETACH CONCURRENTLY, and is empty then",
                        () -> end(principal, rest))));
        return tasks;
    }

    private static Optional<LifeState> unfinished(Facts facts) {
        return facts.states().values().stream()
                .filter(it ->
                        it.state() == PartitionState.PLANNED && it.goal() == PartitionState.ATTACHED && it.exists())
                .findFirst();
    }

    private void drain(String rest, PartitionRange range) {
        String table = partitions.freeName(range);
        maintainer.transaction(connection -> {
            Maintainer.lockTree(connection);
            String where = "occurred_at >= '" + range.from() + "' AND occurred_at < '" + range.to() + "'";
            Maintainer.execute(connection, "CREATE TABLE " + table + " (LIKE audit_event INCLUDING ALL)");
            // so that attaching it does not scan it
            Maintainer.execute(
                    connection, "ALTER TABLE " + table + " ADD CONSTRAINT " + BOUNDS + " CHECK (" + where + ")");
            LifeState.add(connection, table, range, PartitionState.PLANNED, PartitionState.ATTACHED);
            maintainer.lockExclusively(connection, rest);
            Maintainer.execute(
                    connection,
                    "ALTER TABLE " + Maintainer.quote(rest) + " DROP CONSTRAINT IF EXISTS " + CLOSED
                            + ", ADD CONSTRAINT " + CLOSED + " CHECK (NOT (" + where + ")) NOT VALID");
            return null;
        });
        moveEvents(rest, table, range);
    }

    private void moveEvents(String rest, String table, PartitionRange range) {
        try {
            moveAndAttach(rest, table, range);
        } catch (AuditDbException e) {
            reopen(rest, table);
            throw e;
        }
    }

    /** Lets events of the range in again, unless the answer to a commit was lost and they have moved after all. */
    private void reopen(String rest, String table) {
        maintainer.transaction(connection -> {
            maintainer.lockExclusively(connection, table); // whoever still works on it has ended then
            if (!DropCheck.isEmpty(connection, table)) {
                return null;
            }
            Maintainer.execute(
                    connection, "ALTER TABLE " + Maintainer.quote(rest) + " DROP CONSTRAINT IF EXISTS " + CLOSED);
            Maintainer.execute(connection, "DROP TABLE " + table);
            LifeState.move(connection, table, PartitionState.DROPPED, null);
            return null;
        });
    }

    private void moveAndAttach(String rest, String table, PartitionRange range) {
        maintainer.transaction(connection -> {
            move(connection, rest, table, range);
            Maintainer.lockTree(connection);
            // a reader that has planned already would look for the events where they no longer are
            maintainer.lockExclusively(connection, "audit_event");
            maintainer.lockExclusively(connection, rest);
            Maintainer.execute(
                    connection,
                    "ALTER TABLE audit_event ATTACH PARTITION " + table + " FOR VALUES FROM ('" + range.from()
                            + "') TO ('" + range.to() + "')");
            Maintainer.execute(connection, "ALTER TABLE " + Maintainer.quote(rest) + " DROP CONSTRAINT " + CLOSED);
            Maintainer.execute(connection, "ALTER TABLE " + table + " DROP CONSTRAINT " + BOUNDS);
            LifeState.move(connection, table, PartitionState.ATTACHED, null);
            return null;
        });
    }

    private static void move(Connection connection, String rest, String table, PartitionRange range)
            throws SQLException {
        String columns = Maintainer.columns(connection);
        Maintainer.update(
                connection,
                "WITH moved AS (DELETE FROM ONLY " + Maintainer.quote(rest)
                        + " WHERE occurred_at >= ? AND occurred_at < ? RETURNING " + columns + ") INSERT INTO " + table
                        + " (" + columns + ") SELECT " + columns + " FROM moved",
                range.from().atOffset(ZoneOffset.UTC),
                range.to().atOffset(ZoneOffset.UTC));
        // proves to ATTACH that it need not scan what is left
        Maintainer.execute(connection, "ALTER TABLE " + Maintainer.quote(rest) + " VALIDATE CONSTRAINT " + CLOSED);
    }

    /** Drops it if it is empty; events that came meanwhile are left to the next pass. */
    private void end(String principal, String rest) {
        maintainer.transaction(connection -> {
            Maintainer.lockTree(connection);
            maintainer.lockExclusively(connection, "audit_event");
            maintainer.lockExclusively(connection, rest);
            if (DropCheck.isEmpty(connection, rest)) {
                Maintainer.execute(connection, "ALTER TABLE audit_event DETACH PARTITION " + Maintainer.quote(rest));
                Maintainer.execute(connection, "DROP TABLE " + Maintainer.quote(rest));
            }
            return null;
        });
        boolean gone = partitions.attached().stream().map(Attached::table).noneMatch(rest::equals);
        if (gone) {
            records.record(principal, "partition.drain", new Target("partition", rest), Map.of("dropped", true));
        } else {
            throw new StillInUse(rest);
        }
    }

    /** Events came into it while it was drained. */
    static final class StillInUse extends RuntimeException {
        private static final long serialVersionUID = 1;

        StillInUse(String table) {
            super("events came into " + table + " while it was drained");
        }
    }
}
