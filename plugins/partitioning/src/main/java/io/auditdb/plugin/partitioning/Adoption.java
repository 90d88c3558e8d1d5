package io.auditdb.plugin.partitioning;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Makes what is left of a DEFAULT partition, all of it events of one range, the partition of that range. No event moves,
 * so that the writers of the present wait for a few statements only, however many events there are.
 */
final class Adoption {
    private final EventPartitions partitions;
    private final Maintainer maintainer;
    private final SystemRecords records;

    Adoption(EventPartitions partitions, Maintainer maintainer, SystemRecords records) {
        this.partitions = partitions;
        this.maintainer = maintainer;
        this.records = records;
    }

    void adopt(String principal, String rest, PartitionRange range) {
        String table = partitions.freeName(range);
        String within = "occurred_at >= '" + range.from() + "' AND occurred_at < '" + range.to() + "'";
        close(rest, within);
        try {
            requireAllWithin(rest, within);
            maintainer.transaction(connection -> {
                attach(connection, rest, table, range);
                return null;
            });
        } catch (AuditDbException | Draining.StillInUse e) {
            reopen(rest);
            throw e;
        }
        records.record(principal, "partition.drain", new Target("partition", rest), Map.of("became", table));
    }

    /** Keeps events of other times out, and proves to ATTACH that it need not scan the table. */
    private void close(String rest, String within) {
        maintainer.transaction(connection -> {
            Maintainer.lockTree(connection);
            maintainer.lockExclusively(connection, rest);
            dropConstraint(connection, rest);
            Maintainer.execute(
                    connection,
                    "ALTER TABLE " + Maintainer.quote(rest) + " ADD CONSTRAINT " + Draining.CLOSED + " CHECK (" + within
                            + ") NOT VALID");
            return null;
        });
    }

    private void requireAllWithin(String rest, String within) {
        boolean others = maintainer.read(connection -> Maintainer.query(
                        connection,
                        "SELECT EXISTS (SELECT FROM " + Maintainer.quote(rest) + " WHERE NOT (" + within + "))",
                        row -> row.getBoolean(1))
                .get(0));
        if (others) {
            throw new Draining.StillInUse(rest);
        }
        maintainer.session(connection -> {
            Maintainer.execute(
                    connection, "ALTER TABLE " + Maintainer.quote(rest) + " VALIDATE CONSTRAINT " + Draining.CLOSED);
            return null;
        });
    }

    private void attach(Connection connection, String rest, String table, PartitionRange range) throws SQLException {
        Maintainer.lockTree(connection);
        maintainer.lockExclusively(connection, "audit_event");
        maintainer.lockExclusively(connection, rest);
        Maintainer.execute(connection, "ALTER TABLE audit_event DETACH PARTITION " + Maintainer.quote(rest));
        Maintainer.execute(connection, "ALTER TABLE " + Maintainer.quote(rest) + " RENAME TO " + table);
        Maintainer.execute(
                connection,
                "ALTER TABLE audit_event ATTACH PARTITION " + table + " FOR VALUES FROM ('" + range.from() + "') TO ('"
                        + range.to() + "')");
        dropConstraint(connection, table);
        LifeState.add(connection, table, range, PartitionState.ATTACHED, null);
    }

    /** Lets other events in again, unless the answer to the commit was lost and it is done after all. */
    private void reopen(String rest) {
        maintainer.transaction(connection -> {
            boolean there = Maintainer.query(
                            connection, "SELECT to_regclass(?) IS NOT NULL", row -> row.getBoolean(1), rest)
                    .get(0);
            if (there) {
                maintainer.lockExclusively(connection, rest);
                dropConstraint(connection, rest);
            }
            return null;
        });
    }

    private static void dropConstraint(Connection connection, String table) throws SQLException {
        Maintainer.execute(
                connection, "ALTER TABLE " + Maintainer.quote(table) + " DROP CONSTRAINT IF EXISTS " + Draining.CLOSED);
    }
}
