package io.auditdb.cli.table;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * How far an import has come; written when what it says is durable on the platform.
 *
 * @param position the number of the last row that is accounted for
 * @param counts what became of all rows up to there
 * @param reportBytes how long the report was then
 */
public record ImportState(long position, Counts counts, long reportBytes) {
    static final ImportState START = new ImportState(Long.MIN_VALUE, Counts.NONE, 0);

    /**
     * Reads it; the start when there is none.
     *
     * @throws AuditDbException {@code INVALID_REQUEST} when the file holds something else
     */
    static ImportState read(Path file, Json json) throws IOException {
        if (!Files.exists(file)) {
            return START;
        }
        try {
            var members = (Map<?, ?>) json.read(Files.readString(file));
            return new ImportState((Long) members.get("position"), Counts.of((Map<?, ?>) members.get("counts")), (Long)
                    members.get("reportBytes"));
        } catch (AuditDbException | ClassCastException | NullPointerException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    file + " does not say how far the import has come; --again begins anew, and stores nothing twice",
                    e);
        }
    }

    /** Replaces the file, whole or not at all, also when the machine stops meanwhile. */
    void write(Path file, Json json) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        String text =
                json.write(Map.of("position", position, "counts", counts.members(), "reportBytes", reportBytes)) + "\n";
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
