package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.ledger.archive.ManifestCheck;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The archives that count in a snapshot: their files against their manifests, and their rows. What of a file cannot be
 * read counts as gone, so that its events are named. Safe for use by many threads.
 */
final class ArchiveScan {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ColdEvents cold;
    private final VerificationContext context;
    private final VerificationFindings findings;
    private final List<ArchiveInfo> archives;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    ArchiveScan(StoredRows rows, VerificationContext context, VerificationFindings findings) {
        this.cold = context.events().cold();
        this.context = context;
        this.findings = findings;
        this.archives = rows.archives();
    }

    /** Takes one row; the reader stands at its beginning. */
    interface Row {
        void read(CopyReader row) throws SQLException;
    }

    /**
     * Checks the file of an archive, then hands its rows over, as far as it can be read.
     *
     * @throws AuditDbException {@code ARCHIVE_UNAVAILABLE} when storage cannot be reached, which proves nothing
     */
    void scan(Connection snapshot, ArchiveInfo archive, Row rows) throws SQLException {
        new ManifestCheck(storage(), context.key())
                .run(snapshot, archive)
                .problem()
                .ifPresent(problem -> found(archive, problem));
        each(archive, () -> storage().rows(archive.name(), ArchiveOrder.NEWEST_FIRST), rows);
    }

    /** Hands over the archived rows of a batch that begins at this leaf. */
    void batch(SealedBatch batch, long firstLeaf, Row rows) throws SQLException {
        for (ArchiveInfo archive : archives) {
            Contents contents = archive.contents().orElseThrow();
            if (contents.firstLeaf() < firstLeaf + batch.count() && contents.lastLeaf() >= firstLeaf) {
                each(archive, () -> storage().batch(List.of(archive.name()), batch.writer(), batch.number()), rows);
            }
        }
    }

    private void each(ArchiveInfo archive, Supplier<ArchiveRows> source, Row rows) throws SQLException {
        try (CopyReader reader = CopyReader.of(source.get())) {
            while (reader.next()) {
                rows.read(reader);
            }
        } catch (AuditDbException e) {
            if (e.code() != StandardErrorCode.ARCHIVE_DAMAGED) {
                throw e;
            }
            if (unreadable.add(archive.name())) {
                found(archive, "its file cannot be read");
            }
        }
    }

    /** Returns all rows of all archives in an order, one source for each archive that can be read. */
    List<ImageSource> sources(ArchiveOrder order) {
        return archives.stream()
                .filter(archive -> !unreadable.contains(archive.name()))
                .map(archive -> ImageSource.of(storage().rows(archive.name(), order), context.json()))
                .toList();
    }

    /** Returns whether an archive that cannot be read is of this time; its events are named as missing already. */
    boolean mayHaveHeld(Instant time) {
        return archives.stream()
                .filter(archive -> unreadable.contains(archive.name()))
                .anyMatch(archive -> archive.range().contains(time));
    }

    private Archive storage() {
        return cold.storage();
    }

    private void found(ArchiveInfo archive, String problem) {
        if (!cold.isReadable(archive.name())) {
            throw new AuditDbException(
                    StandardErrorCode.ARCHIVE_UNAVAILABLE,
                    "The archive " + archive.name() + " was put back or redacted while it was verified; verify again",
                    RETRY_AFTER,
                    null);
        }
        findings.add(
                archive.contents().orElseThrow().firstLeaf(),
                Violation.Kind.ARCHIVE_CHANGED,
                "archive " + archive.name() + " of " + archive.partition() + ": " + problem);
    }
}
