package io.auditdb.cli.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/** The file with a line of JSON for each finding. Locked, because two imports of one table would spoil it. */
final class ImportReport implements AutoCloseable {
    private final FileChannel file;
    private final Json json;

    private ImportReport(FileChannel file, Json json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Opens the report and drops what was written after {@code length}: it will be found again.
     *
     * @param path an existing file, which nobody but its owner may read
     * @throws AuditDbException {@code CONFLICT} when another process writes it
     */
    static ImportReport open(Path path, long length, Json json) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
        if (lock(file) == null) {
            file.close();
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT, "Another import of this table runs already: it writes " + path);
        }
        file.truncate(length);
        file.position(file.size());
        return new ImportReport(file, json);
    }

    private static FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    /** Adds findings and returns how long the report is then; on disk when this returns. */
    long add(List<Finding> findings) throws IOException {
        if (!findings.isEmpty()) {
            String lines = findings.stream()
                    .map(finding -> json.write(finding.members()))
                    .collect(Collectors.joining("\n", "", "\n"));
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        return file.position();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
