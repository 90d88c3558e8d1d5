package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

/**
 * The file of an archive.
 *
 * @param bytes how long it is, as it lies in storage
 * @param sha256 SHA-256 of it, in lower case hex
 */
public record ArchiveFile(long bytes, String sha256) {
    /** Checks that the parts are there. */
    public ArchiveFile {
        requireNonNull(sha256, "sha256 is null");
    }
}
