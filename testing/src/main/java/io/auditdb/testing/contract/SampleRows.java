package io.auditdb.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.storage.ArchiveRows;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** Rows of the event table as they come into an archive, newest first, and with text that formats trip over. */
final class SampleRows {
    static final int COUNT = 5;
    static final String TENANT = "klinik \"ü\" 😀, '\\";
    private static final Instant NEWEST = Instant.parse("2026-03-01T08:30:00.123456Z");
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private SampleRows() {}

    static Instant occurredAt(int number) {
        return NEWEST.minusSeconds(number);
    }

    static UUID id(int number) {
        return new UUID(7, number);
    }

    /** All of them, as bytes. */
    static List<byte[]> all() {
        var rows = new ArrayList<byte[]>();
        for (int i = 0; i < COUNT; i++) {
            rows.add(row(i));
        }
        return rows;
    }

    static byte[] row(int number) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(ArchiveRows.COLUMNS.size());
            for (String column : ArchiveRows.COLUMNS) {
                write(out, column, number);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String column, int number) throws IOException {
        switch (column) {
            case "tenant" -> text(out, TENANT, false);
            case "id" -> uuid(out, id(number));
            case "secret" -> uuid(out, new UUID(Long.MIN_VALUE + number, -1));
            case "occurred_at", "recorded_at" -> {
                Instant since = occurredAt(number);
                out.writeInt(Long.BYTES);
                out.writeLong((since.getEpochSecond() - POSTGRES_EPOCH.getEpochSecond()) * 1_000_000
                        + since.getNano() / 1000);
            }
            case "occurred_offset" -> {
                out.writeInt(Short.BYTES);
                out.writeShort(-90);
            }
            case "writer" -> integer(out, 3);
            case "position" -> integer(out, COUNT - number);
            case "batch" -> number(out, 12);
            case "leaf" -> number(out, 1000L - number);
            case "details" -> text(out, "{\"n\": 12345678901234567890.50, \"s\": \"\\\"\\\\\\n\"}", true);
            case "action" -> text(out, "record.read", false);
            case "status" -> text(out, "success", false);
            case "principal_id" -> text(out, "p-" + number, false);
            case "subject_id" -> text(out, "", false);
            default -> out.writeInt(-1);
        }
    }

    private static void text(DataOutputStream out, String text, boolean isJson) throws IOException {
        byte[] utf8 = text.getBytes(UTF_8);
        out.writeInt(utf8.length + (isJson ? 1 : 0));
        if (isJson) {
            out.writeByte(1); // the version of the format
        }
        out.write(utf8);
    }

    private static void uuid(DataOutputStream out, UUID id) throws IOException {
        out.writeInt(2 * Long.BYTES);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void integer(DataOutputStream out, int value) throws IOException {
        out.writeInt(Integer.BYTES);
        out.writeInt(value);
    }

    private static void number(DataOutputStream out, long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    /** Rows from memory. */
    static ArchiveRows of(List<byte[]> rows) {
        Iterator<byte[]> iterator = rows.iterator();
        return new ArchiveRows() {
            @Override
            public byte[] next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    /** Rows that break off after the first. */
    static ArchiveRows breakingOff() {
        ArchiveRows first = of(all().subList(0, 1));
        return new ArchiveRows() {
            @Override
            public byte[] next() {
                byte[] row = first.next();
                if (row == null) {
                    throw new IllegalStateException("the rows break off");
                }
                return row;
            }

            @Override
            public void close() {}
        };
    }

    /** Reads rows to their end, and closes them. */
    static List<byte[]> read(ArchiveRows rows) {
        var read = new ArrayList<byte[]>();
        try (rows) {
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                read.add(row);
            }
        }
        return read;
    }
}
