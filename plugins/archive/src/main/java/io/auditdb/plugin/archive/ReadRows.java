package io.auditdb.plugin.archive;

import io.auditdb.api.storage.ArchiveRows;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** The rows of a result, of columns as {@link Field#selection} reads them. For one thread. */
final class ReadRows implements ArchiveRows {
    private static final int JSONB_VERSION = 1;

    private final ResultSet result;
    private final Runnable release;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final DataOutputStream row = new DataOutputStream(bytes);

    /** {@code release} gives up everything that the result hangs on. */
    ReadRows(ResultSet result, Runnable release) {
        this.result = result;
        this.release = release;
    }

    @Override
    public byte[] next() {
        try {
            if (!result.next()) {
                return null;
            }
            bytes.reset();
            row.writeShort(Field.ALL.size());
            for (int i = 0; i < Field.ALL.size(); i++) {
                write(Field.ALL.get(i), i + 1);
            }
            return bytes.toByteArray();
        } catch (SQLException e) {
            throw Failures.damaged("An archive cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of bytes in memory
        }
    }

    private void write(Field field, int column) throws SQLException, IOException {
        switch (field) {
            case TEXT -> text(result.getString(column), false);
            case JSONB -> text(result.getString(column), true);
            case UUID, SECRET -> uuid(result.getObject(column, UUID.class));
            case TIME -> number(result.getLong(column) - RowAppender.EPOCH, Long.BYTES);
            case SMALLINT -> number(result.getShort(column), Short.BYTES);
            case INTEGER -> number(result.getInt(column), Integer.BYTES);
            case BIGINT -> number(result.getLong(column), Long.BYTES);
        }
    }

    private void text(String text, boolean jsonb) throws IOException {
        if (text == null) {
            row.writeInt(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        row.writeInt(utf8.length + (jsonb ? 1 : 0));
        if (jsonb) {
            row.writeByte(JSONB_VERSION);
        }
        row.write(utf8);
    }

    private void uuid(UUID value) throws IOException {
        if (value == null) {
            row.writeInt(-1);
            return;
        }
        row.writeInt(2 * Long.BYTES);
        row.writeLong(value.getMostSignificantBits());
        row.writeLong(value.getLeastSignificantBits());
    }

    /** Columns of numbers are never null in the event table; a file in which one is was not written by us. */
    private void number(long value, int length) throws SQLException, IOException {
        if (result.wasNull()) {
            row.writeInt(-1);
            return;
        }
        row.writeInt(length);
        switch (length) {
            case Short.BYTES -> row.writeShort((int) value);
            case Integer.BYTES -> row.writeInt((int) value);
            default -> row.writeLong(value);
        }
    }

    @Override
    public void close() {
        release.run();
    }
}
