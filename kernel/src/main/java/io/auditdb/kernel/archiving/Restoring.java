package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Arrays;

/** Puts the rows of an archive back. For one thread and one transaction. */
final class Restoring {
    private final Connection transaction;
    private final Archive storage;
    private final Json json;

    Restoring(Connection transaction, Archive storage, Json json) {
        this.transaction = transaction;
        this.storage = storage;
        this.json = json;
    }

    /** Inserts the rows, then compares what the database has with the file. */
    void restore(ArchiveInfo archive) throws SQLException {
        Contents contents = archive.contents().orElseThrow();
        try (ArchiveRows rows = storage.rows(archive.name(), ArchiveOrder.NEWEST_FIRST)) {
            require(Stage.put(transaction, rows, "audit_event") == contents.rows());
        }
        compare(archive, contents);
    }

    /** Later events of the same time may stand between those of the archive. */
    private void compare(ArchiveInfo archive, Contents contents) throws SQLException {
        String range = " WHERE e.occurred_at BETWEEN '" + contents.first().atOffset(ZoneOffset.UTC) + "' AND '"
                + contents.last().atOffset(ZoneOffset.UTC) + "'";
        try (ArchiveRows archived = storage.rows(archive.name(), ArchiveOrder.NEWEST_FIRST);
                CommittedRows stored = CommittedRows.open(transaction, json, "audit_event e", range)) {
            for (byte[] expected = archived.next(); expected != null; expected = archived.next()) {
                byte[] found = stored.next();
                while (found != null && !Arrays.equals(found, expected)) {
                    found = stored.next();
                }
                require(found != null);
            }
            stored.drain();
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION, "What was put back is not what was archived; nothing was");
        }
    }
}
