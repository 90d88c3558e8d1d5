package io.auditdb.plugin.archive;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;
import org.duckdb.DuckDBAppender;

/** Takes rows apart and appends them to a table of {@link Field#definitions}. For one thread. */
final class RowAppender {
    /** The year 2000, from which PostgreSQL counts, in microseconds since 1970. */
    static final long EPOCH = 946_684_800_000_000L;

    private static final int UUID_BYTES = 16;

    private final DuckDBAppender appender;

    RowAppender(DuckDBAppender appender) {
        this.appender = appender;
    }

    void append(byte[] tuple) throws SQLException {
        ByteBuffer row = ByteBuffer.wrap(tuple);
        if (row.getShort() != Field.ALL.size()) {
            throw new IllegalArgumentException("a row has " + Field.ALL.size() + " fields");
        }
        appender.beginRow();
        for (Field field : Field.ALL) {
            int length = row.getInt();
            if (length < 0) {
                appender.appendNull();
            } else {
                append(field, row, length);
            }
        }
        appender.endRow();
    }

    private void append(Field field, ByteBuffer row, int length) throws SQLException {
        switch (field) {
            case TEXT -> appender.append(text(row, length));
            case JSONB -> {
                row.get(); // the version of the format
                appender.append(text(row, length - 1));
            }
            case UUID -> appender.append(new UUID(row.getLong(), row.getLong()));
            case SECRET -> {
                if (length != UUID_BYTES) {
                    throw new AuditDbException(
                            StandardErrorCode.INTEGRITY_VIOLATION, "A secret has " + length + " bytes instead of 16");
                }
                appender.append(new UUID(row.getLong(), row.getLong()));
            }
            case TIME -> appender.appendEpochMicros(row.getLong() + EPOCH);
            case SMALLINT -> appender.append(row.getShort());
            case INTEGER -> appender.append(row.getInt());
            case BIGINT -> appender.append(row.getLong());
        }
    }

    private static String text(ByteBuffer row, int length) {
        byte[] text = new byte[length];
        row.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
