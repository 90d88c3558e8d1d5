package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventArchives;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Lets a partition go whose rows are all in an archive, and leaves the others to a further check. */
final class ArchivedCheck implements DropCheck {
    private final EventArchives archives;
    private final DropCheck further;

    ArchivedCheck(EventArchives archives, DropCheck further) {
        this.archives = archives;
        this.further = further;
    }

    @Override
    public Optional<String> objection(Connection connection, String table) throws SQLException {
        return archives.objection(connection, table).isEmpty()
                ? Optional.empty()
                : further.objection(connection, table);
    }

    @Override
    public Optional<String> release(Connection connection, String principal, String table) throws SQLException {
        if (archives.objection(connection, table).isEmpty()) {
            archives.settle(connection, principal, table);
            return Optional.empty();
        }
        archives.abandon(connection, table);
        return further.release(connection, principal, table);
    }
}
