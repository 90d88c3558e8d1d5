package io.auditdb.kernel.archive;

import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.store.CopyReader;
import io.auditdb.kernel.store.EventColumns;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * A row that comes from an archive.
 *
 * @param leaf its index in the log
 */
public record ArchivedEvent(EventColumns row, long leaf) {
    private static final long MICROS = 1_000_000;

    /** Reads the row that a reader stands on, in the order of {@link io.auditdb.api.storage.ArchiveRows#COLUMNS}. */
    static ArchivedEvent read(CopyReader row) throws SQLException {
        String tenant = text(row);
        UUID id = row.uuid();
        OffsetDateTime occurredAt = time(row);
        int writer = row.integer();
        long batch = row.bigint();
        int position = row.integer();
        var columns = new EventColumns(
                tenant,
                id,
                occurredAt,
                row.smallint(),
                time(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                text(row),
                string(row.jsonb()),
                writer,
                batch,
                position,
                row.bytes(),
                string(row.jsonb()));
        return new ArchivedEvent(columns, row.bigint());
    }

    /** Reads a row as an archive hands it over. */
    public static ArchivedEvent of(byte[] tuple) {
        var row = new ArchiveRows() {
            @Override
            public byte[] next() {
                return tuple;
            }

            @Override
            public void close() {}
        };
        try (CopyReader reader = CopyReader.of(row)) {
            reader.next();
            return read(reader);
        } catch (SQLException e) {
            throw new IllegalStateException("a row in memory comes from no database", e);
        }
    }

    private static String text(CopyReader row) {
        return string(row.utf8());
    }

    private static String string(Utf8 text) {
        return text == null ? null : text.toString();
    }

    private static OffsetDateTime time(CopyReader row) {
        long micros = row.micros();
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000)
                .atOffset(ZoneOffset.UTC);
    }
}
