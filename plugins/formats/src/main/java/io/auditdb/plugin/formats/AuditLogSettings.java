package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Limits and checks of the format {@code audit-log}. Sizes are those of the JSON text, after decompression.
 *
 * @param maxRecordSize the largest record; about, because input is read in buffers of a few kilobytes
 * @param maxInputSize the largest input, all records together
 * @param maxIdLength the longest id or name that is mapped, in characters; at most {@code event.max-name}
 * @param checkHash what becomes of an event whose hash or signature does not match
 * @param checkRowHash the same for a row of the table, whose hash the earlier system itself made out of date
 * @param signatureKeyFile the file that holds the key of the signatures, as text; without it they are not checked
 */
public record AuditLogSettings(
        @Setting(value = "Largest record, uncompressed", defaultValue = "4MB")
        DataSize maxRecordSize,

        @Setting(
                value = "Largest input, uncompressed; stops archives made to fill memory or time",
                defaultValue = "2GB")
        DataSize maxInputSize,

        @Setting(
                value = "Longest id or name that is mapped, in characters; a longer one stays in the details only."
                        + " At most event.max-name",
                defaultValue = "255")
        int maxIdLength,

        @Setting(
                value = "What becomes of a record whose hash or signature does not match: refuse it, warn (store it"
                        + " with the finding in its details), or off (do not look)",
                defaultValue = "refuse")
        CheckHash checkHash,

        @Setting(
                value = "The same for rows of the earlier system's table, which it changed itself after it had hashed"
                        + " them (format audit-log-rows)",
                defaultValue = "warn")
        CheckHash checkRowHash,

        @Setting("File with the key of the earlier system's HMAC signatures; without it they are not checked")
        Optional<Path> signatureKeyFile) {
    /** What becomes of a record whose hash or signature does not match. */
    public enum CheckHash {
        /** It is a fault. */
        REFUSE,
        /** It is stored; its details say so, and a remark tells whoever sent it. */
        WARN,
        /** Nobody looks. */
        OFF
    }

    /** Checks the limits. */
    public AuditLogSettings {
        requireNonNull(maxRecordSize, "maxRecordSize is null");
        requireNonNull(maxInputSize, "maxInputSize is null");
        requireNonNull(checkHash, "checkHash is null");
        requireNonNull(checkRowHash, "checkRowHash is null");
        requireNonNull(signatureKeyFile, "signatureKeyFile is null");
        if (maxIdLength < 1) {
            throw new IllegalArgumentException("max-id-length must be at least 1");
        }
    }
}
