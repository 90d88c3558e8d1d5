package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.ledger.Violation.Kind;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.kernel.ledger.archive.ManifestCheck;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.verification.EventImage;
import io.auditdb.kernel.ledger.verification.EventImages;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks one archive against its manifest, and its rows against their batches. For one thread and one use. */
final class ArchivedBatches {
    private static final String BATCH = "SELECT writer, number, array_send(ids) AS ids, leaves, mac FROM ledger_batch"
            + " WHERE writer = ? AND number = ?";

    private final Connection connection;
    private final BatchMac mac;
    private final EventImages images;
    private final int limit;
    private final List<Violation> violations = new ArrayList<>();
    private SealedBatch batch;

    ArchivedBatches(Connection connection, BatchMac mac, Json json, int limit) {
        this.connection = connection;
        this.mac = mac;
        this.images = new EventImages(json);
        this.limit = limit;
    }

    List<Violation> check(ArchiveInfo archive, Archive storage, LogKeys keys) throws SQLException {
        new ManifestCheck(storage, keys)
                .run(connection, archive)
                .problem()
                .ifPresent(problem -> found(archive, problem));
        try (CopyReader rows = CopyReader.of(storage.rows(archive.name(), ArchiveOrder.BATCHES))) {
            long count = 0;
            while (violations.size() < limit && rows.next()) {
                count++;
                check(rows);
            }
            if (violations.size() < limit
                    && count != archive.contents().orElseThrow().rows()) {
                found(archive, "it holds " + count + " rows");
            }
        } catch (AuditDbException e) {
            if (e.code() != StandardErrorCode.ARCHIVE_DAMAGED) {
                throw e;
            }
            found(archive, "its file cannot be read");
        }
        return violations;
    }

    private void found(ArchiveInfo archive, String problem) {
        violations.add(new Violation(Kind.ARCHIVE_CHANGED, null, null, "archive " + archive.name() + ": " + problem));
    }

    private void check(CopyReader rows) throws SQLException {
        EventImage row = images.read(rows);
        if (batch == null
                || batch.writer() != row.place().writer()
                || batch.number() != row.place().batch()) {
            batch = batch(row).orElse(null);
        }
        int place = row.place().position();
        if (batch == null
                || place < 0
                || place >= batch.count()
                || !batch.ids().get(place).equals(row.id())) {
            add(row, Kind.EVENT_INSERTED, "no writer committed this row");
        } else if (!batch.isSealedBy(mac)) {
            add(row, Kind.BATCH_CHANGED, "batch " + batch + " is not what its writer committed");
        } else if (!batch.hasLeaf(place, row.leaf())) {
            add(row, Kind.EVENT_CHANGED, "the row is not what was committed");
        }
    }

    private void add(EventImage row, Kind kind, String problem) {
        violations.add(new Violation(kind, row.tenant().toString(), row.id(), problem));
    }

    private Optional<SealedBatch> batch(EventImage row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BATCH)) {
            statement.setInt(1, row.place().writer());
            statement.setLong(2, row.place().batch());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(LedgerTables.batch(result)) : Optional.empty();
            }
        }
    }
}
