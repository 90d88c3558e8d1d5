package io.auditdb.kernel.ingest;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;

/** Where events wait while the database is away. */
public record SpoolSettings(
        @Setting(
                value = "Whether appends are kept on this instance's disk, and acknowledged as spooled, while the"
                        + " database cannot be reached",
                defaultValue = "false")
        boolean enabled,

        @Setting(
                value = "Directory of the spool, below var unless it is absolute; of one instance only",
                defaultValue = "spool")
        Path directory,

        @Setting(value = "Most bytes on disk; what does not fit is refused", defaultValue = "1GB")
        DataSize maxBytes,

        @Setting(
                value = "Size from which another file is begun; a file is deleted when all of it is in the database",
                defaultValue = "4MB")
        DataSize segmentSize,

        @Setting(value = "Most bytes that wait to be written to disk", defaultValue = "32MB")
        DataSize maxWaiting,

        @Setting(value = "How long an append waits for the database before it is spooled", defaultValue = "10s")
        Duration patience,

        @Setting(value = "Pause between two attempts to bring the spool into the database", defaultValue = "500ms")
        Duration retryPause,

        @Setting(
                value = "How long ago a token may have been looked up to be trusted while the database is away",
                defaultValue = "24h")
        Duration tokenTrust) {
    /** Checks the bounds. */
    public SpoolSettings {
        if (segmentSize.bytes() < 1 || segmentSize.bytes() > 1 << 28) {
            throw new IllegalArgumentException("spool.segment-size must be between 1B and 256MB");
        }
        if (maxBytes.bytes() < segmentSize.bytes()) {
            throw new IllegalArgumentException("spool.max-bytes must be at least spool.segment-size");
        }
        if (maxWaiting.bytes() < 1) {
            throw new IllegalArgumentException("spool.max-waiting must be at least 1B");
        }
        if (patience.toMillis() < 1 || retryPause.toMillis() < 1) {
            throw new IllegalArgumentException("spool.patience and spool.retry-pause must be at least 1ms");
        }
        if (tokenTrust.isNegative()) {
            throw new IllegalArgumentException("spool.token-trust must not be negative");
        }
    }
}
