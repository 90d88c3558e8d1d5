package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;

/** Lets a partition go whose rows are all in its archive, as they are now. */
final class ArchivedCheck implements DropCheck {
    private final EventArchives archives;

    ArchivedCheck(EventArchives archives) {
        this.archives = archives;
    }

    @Override
    public Verdict look(Connection connection, String table, PartitionRange range) {
        return archives.objection(connection, table).map(Verdict::stays).orElse(Verdict.ARCHIVED);
    }
}
