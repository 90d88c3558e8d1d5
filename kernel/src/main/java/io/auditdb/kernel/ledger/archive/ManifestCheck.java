package io.auditdb.kernel.ledger.archive;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.store.SqlErrors;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Compares what the database says of an archive with its manifest, and the manifest with the file. Keeps no state. */
public final class ManifestCheck {
    private final Archive storage;
    private final LogKeys keys;

    /** Takes manifests that these keys have signed. */
    public ManifestCheck(Archive storage, LogKeys keys) {
        this.storage = storage;
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param manifest empty when there is none that could be believed
     * @param problem what is wrong; empty when nothing is
     */
    public record Result(Optional<Manifest> manifest, Optional<String> problem) {}

    /**
     * Reads the file from end to end.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code ARCHIVE_UNAVAILABLE}
     */
    public Result run(Connection connection, ArchiveInfo archive) throws SQLException {
        Optional<String> note = storage.manifest(archive.name());
        if (note.isEmpty()) {
            return problem("its manifest is gone");
        }
        Optional<Manifest> manifest = keys.open(note.get()).flatMap(Manifest::parse);
        if (manifest.isEmpty()) {
            return problem("its manifest is not signed by this log");
        }
        Contents contents = archive.contents().orElseThrow();
        if (!manifest.get().describes(archive, contents, keys.name())) {
            return problem("its manifest is not the one that the database has on record");
        }
        if (!sha256(note.get()).equals(contents.manifestSha256())) {
            return problem("its manifest was signed again, or the record of it was changed");
        }
        return new Result(manifest, file(archive, contents).or(() -> checkpoint(connection, manifest.get())));
    }

    private static Result problem(String text) {
        return new Result(Optional.empty(), Optional.of(text));
    }

    private Optional<String> file(ArchiveInfo archive, Contents contents) {
        Optional<ArchiveFile> file = storage.measure(archive.name());
        if (file.isEmpty()) {
            return Optional.of("its file is gone");
        }
        if (file.get().bytes() != contents.file().bytes()) {
            return Optional.of("its file has " + file.get().bytes() + " bytes instead of "
                    + contents.file().bytes());
        }
        return file.get().equals(contents.file()) ? Optional.empty() : Optional.of("its file was changed");
    }

    private Optional<String> checkpoint(Connection connection, Manifest manifest) {
        try {
            Optional<Checkpoint> checkpoint =
                    LedgerTables.checkpointOver(connection, manifest.checkpointSize(), keys.name());
            return checkpoint
                            .filter(it -> Arrays.equals(it.root(), manifest.root()))
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of("the log has another checkpoint over " + manifest.checkpointSize() + " leaves");
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    /** Returns the digest of a text, in lower case hex. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
