package io.auditdb.plugin.archive;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where archives are, and what reading and writing them may take. */
public record ArchiveSettings(
        @Setting("Where the files are; archives below the plugin's directory if unset, or in a bucket if there is one")
        Optional<Path> directory,

        @Setting("Where rows lie in plain text while they are worked on, readable by nobody else; scratch below the"
                + " plugin's directory if unset")
        Optional<Path> scratch,

        @Setting(value = "Most that may lie there", defaultValue = "20GB")
        DataSize scratchLimit,

        @Setting("File with the key that archives are encrypted under, 64 hex digits; they are not encrypted if unset")
        Optional<Path> keyFile,

        @Setting("Files with keys that older archives are encrypted under")
        List<String> oldKeyFiles,

        @Setting(value = "Memory for reading and writing files", defaultValue = "512MB")
        DataSize memoryLimit,

        @Setting(value = "Threads for the same", defaultValue = "1")
        int threads,

        @Setting(value = "Most files that are read at the same time", defaultValue = "8")
        int readers,

        @Setting(value = "Longest wait for a turn to read", defaultValue = "30s")
        Duration readerTimeout,

        @Setting(value = "Rows in a group, which a file is read by", defaultValue = "122880")
        int rowGroup,

        @Setting("S3-compatible storage") S3Settings s3) {
    /** Checks the bounds. */
    public ArchiveSettings {
        requireNonNull(directory, "directory is null");
        requireNonNull(scratch, "scratch is null");
        requireNonNull(keyFile, "keyFile is null");
        requireNonNull(s3, "s3 is null");
        oldKeyFiles = List.copyOf(oldKeyFiles);
        require(directory.isEmpty() || s3.bucket().isEmpty(), "directory and s3.bucket cannot both be set");
        require(memoryLimit.bytes() >= 64L << 20, "memory-limit must be at least 64MB");
        require(threads >= 1, "threads must be at least 1");
        require(readers >= 1, "readers must be at least 1");
        require(rowGroup >= 2048, "row-group must be at least 2048");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
