package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes partitions out of the event table, and drops them. Each step is recorded before the next begins; {@link #drop}
 * and {@link #finishDetach} may be called again after any interruption.
 */
final class Dropping {
    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final PartitioningSettings settings;
    private final DropCheck check;
    private final SystemRecords records;

    Dropping(
            EventPartitions partitions,
            Maintainer maintainer,
            PartitioningSettings settings,
            DropCheck check,
            SystemRecords records) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.settings = settings;
        this.check = check;
        this.records = records;
    }

    /** Detaches a partition, looks at it once more, and drops it; or puts it back if that look finds something. */
    void drop(String principal, LifeState partition) {
        if (partition.state() != PartitionState.DETACHED) {
            move(partition, partition.state(), PartitionState.DROPPED);
            detach(partition.name());
            move(partition, PartitionState.DETACHED, PartitionState.DROPPED);
        }
        maintainer.transaction(connection -> {
            if (!exists(connection, partition.name())) {
                LifeState.move(connection, partition.name(), PartitionState.DROPPED, null);
                return null;
            }
            if (!dropTable(connection, principal, partition)) {
                return null;
            }
            record(connection, principal, partition);
            return null;
        });
        records.committed();
    }

    /** Returns whether the table went; otherwise it is attached again. */
    private boolean dropTable(Connection connection, String principal, LifeState partition) throws SQLException {
        maintainer.lockExclusively(connection, partition.name());
        if (check.release(connection, principal, partition.name()).isPresent()) {
            putBack(connection, partition);
            return false;
        }
        Maintainer.execute(connection, "DROP TABLE " + Maintainer.quote(partition.name()));
        LifeState.move(connection, partition.name(), PartitionState.DROPPED, null);
        return true;
    }

    private void record(Connection connection, String principal, LifeState partition) {
        records.record(
                connection,
                principal,
                "partition.drop",
                new Target("partition", partition.name()),
                Map.of(
                        "from",
                        partition.range().from().toString(),
                        "to",
                        partition.range().to().toString(),
                        "rows",
                        0));
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        return Maintainer.query(connection, "SELECT to_regclass(?) IS NOT NULL", row -> row.getBoolean(1), table)
                .get(0);
    }

    private void move(LifeState partition, PartitionState state, PartitionState goal) {
        maintainer.transaction(connection -> {
            LifeState.move(connection, partition.name(), state, goal);
            return null;
        });
    }

    private void detach(String table) {
        Optional<Attached> attached = partitions.attached().stream()
                .filter(it -> it.table().equals(table))
                .findFirst();
        if (attached.isEmpty()) {
            return;
        }
        if (attached.get().detaching()) {
            finishDetach(table);
        } else if (partitions.attached().stream().anyMatch(it -> it.range().isEmpty())) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    "While there is a DEFAULT partition, none can be detached; drain it first");
        } else {
            patiently("ALTER TABLE audit_event DETACH PARTITION " + Maintainer.quote(table) + " CONCURRENTLY");
        }
    }

    /** Finishes a concurrent detach that was interrupted; until then no other can begin. */
    void finishDetach(String table) {
        patiently("ALTER TABLE audit_event DETACH PARTITION " + Maintainer.quote(table) + " FINALIZE");
    }

    /** Waits for old readers; nobody waits for us meanwhile. */
    private void patiently(String sql) {
        maintainer.session(connection -> {
            Maintainer.execute(
                    connection, "SET lock_timeout = " + settings.detachTimeout().toMillis());
            try {
                Maintainer.execute(connection, sql);
            } finally {
                Maintainer.execute(connection, "RESET lock_timeout");
            }
            return null;
        });
    }

    /** Attaches a table again; where its range was filled meanwhile, its rows move there instead. */
    void putBack(Connection connection, LifeState partition) throws SQLException {
        Maintainer.lockTree(connection);
        List<Attached> tree = partitions.attached();
        if (tree.stream().anyMatch(it -> it.table().equals(partition.name()))) {
            // made, or attached by somebody, since we looked
            LifeState.move(connection, partition.name(), PartitionState.ATTACHED, null);
            return;
        }
        boolean taken = tree.stream()
                .anyMatch(it -> it.range().filter(partition.range()::overlaps).isPresent());
        String table = Maintainer.quote(partition.name());
        if (taken) {
            String columns = Maintainer.columns(connection);
            Maintainer.execute(
                    connection, "INSERT INTO audit_event (" + columns + ") SELECT " + columns + " FROM " + table);
            Maintainer.execute(connection, "DROP TABLE " + table);
            LifeState.move(connection, partition.name(), PartitionState.DROPPED, null);
        } else {
            Maintainer.execute(
                    connection,
                    "ALTER TABLE audit_event ATTACH PARTITION " + table + " FOR VALUES FROM ('"
                            + partition.range().from() + "') TO ('"
                            + partition.range().to() + "')");
            LifeState.move(connection, partition.name(), PartitionState.ATTACHED, null);
        }
    }

    /** Attaches a table that somebody detached. */
    void reattach(LifeState partition) {
        maintainer.transaction(connection -> {
            putBack(connection, partition);
            return null;
        });
    }
}
