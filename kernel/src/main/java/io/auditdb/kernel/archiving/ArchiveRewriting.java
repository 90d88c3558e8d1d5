package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.kernel.archive.ArchiveTable;
import io.auditdb.kernel.archive.ArchivedEvent;
import io.auditdb.kernel.ledger.archive.Manifest;
import io.auditdb.kernel.ledger.archive.ManifestCheck;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Writes an archive again with one row changed, leaves unchanged. For one thread and one transaction. */
final class ArchiveRewriting {
    private final Connection transaction;
    private final Archive storage;
    private final LogKeys keys;
    private final Json json;

    ArchiveRewriting(Connection transaction, Archive storage, LogKeys keys, Json json) {
        this.transaction = transaction;
        this.storage = storage;
        this.keys = keys;
        this.json = json;
    }

    /** Writes {@code next} as {@code old} is, but for a row, which is changed as a row of a table of the database. */
    void rewrite(ArchiveInfo old, ArchiveInfo next, EventColumns row, ArchiveReplacement.Change change)
            throws SQLException {
        ManifestCheck.Result found = new ManifestCheck(storage, keys).run(transaction, old);
        require(found.problem().isEmpty(), old, found.problem().orElse(""));
        byte[] before = find(old, row);
        byte[] after = changed(before, change);
        ArchiveFile file;
        try (RedactedRows rows = rows(old, before, after)) {
            file = storage.store(next.name(), rows);
            require(rows.replaced() == 1, old, "it holds the event " + rows.replaced() + " times");
        }
        compare(old, next, before, after);
        String note =
                keys.sign(manifest(found.manifest().orElseThrow(), next, file).text());
        storage.storeManifest(next.name(), note);
        ArchiveTable.stored(transaction, next.id(), contents(old.contents().orElseThrow(), file, note));
    }

    private RedactedRows rows(ArchiveInfo old, byte[] before, byte[] after) {
        return new RedactedRows(storage.rows(old.name(), ArchiveOrder.NEWEST_FIRST), before, after);
    }

    private byte[] find(ArchiveInfo old, EventColumns row) {
        try (ArchiveRows rows =
                storage.find(List.of(old.name()), row.id(), row.occurredAt().toInstant())) {
            for (byte[] found = rows.next(); found != null; found = rows.next()) {
                if (ArchivedEvent.of(found).row().tenant().equals(row.tenant())) {
                    return found;
                }
            }
        }
        throw new AuditDbException(StandardErrorCode.CONFLICT, "The event is no longer in its archive; look again");
    }

    /** The database changes the row by the statement that changes rows of the event table. */
    private byte[] changed(byte[] tuple, ArchiveReplacement.Change change) throws SQLException {
        try (Stage stage = Stage.open(transaction)) {
            stage.put(tuple);
            change.apply(transaction, stage.table());
            // only what makes the leaf that its batch holds is let through
            try (CommittedRows rows = CommittedRows.open(transaction, json, stage.table() + " e", "")) {
                byte[] changed = rows.next();
                rows.drain();
                return changed;
            }
        }
    }

    private void compare(ArchiveInfo old, ArchiveInfo next, byte[] before, byte[] after) {
        try (RedactedRows expected = rows(old, before, after);
                ArchiveRows written = storage.rows(next.name(), ArchiveOrder.NEWEST_FIRST)) {
            byte[] row;
            do {
                row = expected.next();
                require(Arrays.equals(row, written.next()), next, "it is not what was written");
            } while (row != null);
        }
    }

    private static Manifest manifest(Manifest old, ArchiveInfo next, ArchiveFile file) {
        return new Manifest(
                old.origin(),
                next.id(),
                old.partition(),
                old.range(),
                old.rows(),
                old.first(),
                old.last(),
                old.firstLeaf(),
                old.lastLeaf(),
                file,
                old.leafDigest(),
                old.checkpointSize(),
                old.root());
    }

    private static Contents contents(Contents old, ArchiveFile file, String note) {
        return new Contents(
                old.rows(),
                old.first(),
                old.last(),
                old.firstLeaf(),
                old.lastLeaf(),
                old.checkpointSize(),
                file,
                ManifestCheck.sha256(note));
    }

    private static void require(boolean condition, ArchiveInfo archive, String problem) {
        if (!condition) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION, "The archive " + archive.name() + ": " + problem);
        }
    }
}
