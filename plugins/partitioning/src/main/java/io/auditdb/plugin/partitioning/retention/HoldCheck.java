package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.storage.PartitionRange;
import io.auditdb.plugin.partitioning.DropCheck;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Keeps partitions with events that a hold covers, and leaves the others to a further check. */
public final class HoldCheck implements DropCheck {
    private static final int MAX_NAMED = 5;

    private final DropCheck further;

    public HoldCheck(DropCheck further) {
        this.further = further;
    }

    @Override
    public Verdict look(Connection connection, String table, PartitionRange range) throws SQLException {
        Rules.lockForUse(connection); // a hold placed after this look waits until the table is gone, and finds it gone
        List<String> holds = Maintainer.query(
                connection,
                "SELECT h.id || ' (' || count(*) || ')' FROM " + HoldTable.IN_FORCE + " h JOIN "
                        + Maintainer.quote(table) + " e ON " + HoldTable.COVERS
                        + " GROUP BY h.id ORDER BY h.id LIMIT " + MAX_NAMED,
                row -> row.getString(1));
        return holds.isEmpty()
                ? further.look(connection, table, range)
                : Verdict.stays("holds events under legal hold: " + String.join(", ", holds));
    }
}
