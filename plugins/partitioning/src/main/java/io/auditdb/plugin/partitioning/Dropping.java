package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.EventRemovals;
import io.auditdb.api.operations.EventRemovals.Removed;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes partitions out of the event table, and drops them. Each step is recorded before the next begins; {@link #drop}
 * and {@link #finishDetach} may be called again after any interruption.
 */
public final class Dropping {
    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final PartitioningSettings settings;
    private final DropCheck check;
    private final EventArchives archives;
    private final EventRemovals removals;
    private final SystemRecords records;

    Dropping(
            EventPartitions partitions,
            Maintainer maintainer,
            PartitioningSettings settings,
            DropCheck check,
            EventArchives archives,
            EventRemovals removals,
            SystemRecords records) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.settings = settings;
        this.check = check;
        this.archives = archives;
        this.removals = removals;
        this.records = records;
    }

    /**
     * Detaches a partition, looks at it once more, and drops it; or puts it back if that look finds something, and returns
     * what.
     */
    Optional<String> drop(String principal, LifeState partition) {
        return drop(principal, partition, check);
    }

    /** As {@link #drop(String, LifeState)}, with another look. */
    public Optional<String> drop(String principal, LifeState partition, DropCheck lastLook) {
        if (partition.state() != PartitionState.DETACHED) {
            move(partition, partition.state(), PartitionState.DROPPED);
            detach(partition.name());
            move(partition, PartitionState.DETACHED, PartitionState.DROPPED);
        }
        Optional<String> objection = maintainer.transaction(connection -> {
            if (!exists(connection, partition.name())) {
                LifeState.move(connection, partition.name(), PartitionState.DROPPED, null);
                return Optional.empty();
            }
            return dropTable(connection, principal, partition, lastLook);
        });
        records.committed();
        return objection;
    }

    /** Returns why the table did not go; it is attached again then. */
    private Optional<String> dropTable(Connection connection, String principal, LifeState partition, DropCheck lastLook)
            throws SQLException {
        String table = partition.name();
        maintainer.lockExclusively(connection, table);
        DropCheck.Verdict verdict = lastLook.look(connection, table, partition.range());
        if (!verdict.archived()) {
            archives.abandon(connection, table);
        }
        if (verdict.objection().isPresent()) {
            putBack(connection, partition);
            return verdict.objection();
        }
        var details = new LinkedHashMap<String, Object>();
        details.put("from", partition.range().from().toString());
        details.put("to", partition.range().to().toString());
        account(connection, principal, table, verdict, details);
        LifeState.move(connection, table, PartitionState.DROPPED, null);
        records.record(connection, principal, "partition.drop", new Target("partition", table), details);
        return Optional.empty();
    }

    /** Drops the table; what it holds is in its archive from now on, or is accounted for as removed. */
    private void account(
            Connection connection,
            String principal,
            String table,
            DropCheck.Verdict verdict,
            Map<String, Object> details)
            throws SQLException {
        if (verdict.archived()) {
            Maintainer.execute(connection, "DROP TABLE " + Maintainer.quote(table));
            ArchiveInfo archive = archives.settle(connection, principal, table);
            details.put("rows", archive.contents().orElseThrow().rows());
            details.put("archive", archive.id().toString());
        } else if (DropCheck.isEmpty(connection, table)) {
            Maintainer.execute(connection, "DROP TABLE " + Maintainer.quote(table));
            details.put("rows", 0);
        } else {
            details.put("policies", verdict.policies());
            Removed removed = removals.drop(connection, principal, table, details);
            details.put("rows", removed.events());
            details.put("removal", removed.record().toString());
        }
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
        List<Attached> tree = partitions.attached(connection);
        if (tree.stream().anyMatch(it -> it.table().equals(partition.name()))) {
            // made, or attached by somebody, since we looked
            LifeState.move(connection, partition.name(), PartitionState.ATTACHED, null);
            return;
        }
        boolean taken = tree.stream()
                .anyMatch(it -> it.range().filter(partition.range()::overlaps).isPresent());
        String table = Maintainer.quote(partition.name());
        removals.undone(connection, partition.range());
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
