package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.kernel.archive.ArchiveTable;
import io.auditdb.kernel.archiving.PartitionSnapshot.Extent;
import io.auditdb.kernel.ledger.archive.Manifest;
import io.auditdb.kernel.ledger.archive.ManifestCheck;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/** Writes a partition into an archive, and compares the two. For one thread and one transaction. */
final class Storing {
    private final Connection transaction;
    private final Archive storage;
    private final LogKeys keys;
    private final BatchMac mac;
    private final Json json;

    /** Works in a transaction that sees one state of the database from its beginning to its end. */
    Storing(Connection transaction, Archive storage, LogKeys keys, BatchMac mac, Json json) {
        this.transaction = transaction;
        this.storage = storage;
        this.keys = keys;
        this.mac = mac;
        this.json = json;
    }

    /** Writes the rows of a table into file and manifest. */
    void store(ArchiveInfo archive, String table) throws SQLException {
        var partition = new PartitionSnapshot(transaction, table);
        Checkpoint checkpoint = partition.checkpoint(keys.name());
        Extent extent = partition.extent(checkpoint);
        partition.requireBatches(mac);
        try (CommittedRows rows = partition.rows(json)) {
            ArchiveFile file = storage.store(archive.name(), rows);
            require(rows.count() == extent.rows(), "Rows of the partition do not belong to the log");
            var manifest = new Manifest(
                    keys.name(),
                    archive.id(),
                    archive.partition(),
                    archive.range(),
                    extent.rows(),
                    extent.first(),
                    extent.last(),
                    extent.firstLeaf(),
                    extent.lastLeaf(),
                    file,
                    rows.leafDigest(),
                    checkpoint.size(),
                    checkpoint.root());
            String note = keys.sign(manifest.text());
            storage.storeManifest(archive.name(), note);
            ArchiveTable.stored(transaction, archive.id(), contents(extent, checkpoint, file, note));
        }
    }

    private static Contents contents(Extent extent, Checkpoint checkpoint, ArchiveFile file, String note) {
        return new Contents(
                extent.rows(),
                extent.first(),
                extent.last(),
                extent.firstLeaf(),
                extent.lastLeaf(),
                checkpoint.size(),
                file,
                ManifestCheck.sha256(note));
    }

    /** Reads the file back beside the table. */
    void compare(ArchiveInfo archive, String table) throws SQLException {
        var check = new ManifestCheck(storage, keys);
        ManifestCheck.Result result = check.run(transaction, archive);
        Optional<String> problem = result.problem();
        require(problem.isEmpty(), "The archive " + archive.name() + " is not what was written: " + problem.orElse(""));
        var partition = new PartitionSnapshot(transaction, table);
        String digest;
        try (CommittedRows stored = partition.rows(json);
                var archived = storage.rows(archive.name(), ArchiveOrder.NEWEST_FIRST)) {
            byte[] expected;
            do {
                expected = stored.next();
                if (!Arrays.equals(expected, archived.next())) {
                    throw new AuditDbException(
                            StandardErrorCode.CONFLICT,
                            "The partition " + archive.partition() + " and its archive differ at row "
                                    + stored.count());
                }
            } while (expected != null);
            digest = stored.leafDigest();
        }
        require(
                digest.equals(result.manifest().orElseThrow().leafDigest()),
                "The leaves of the archive " + archive.name() + " are not those in its manifest");
        ArchiveTable.verified(transaction, archive.id(), partition.fingerprint());
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new AuditDbException(StandardErrorCode.INTEGRITY_VIOLATION, problem);
        }
    }
}
