package io.auditdb.plugin.archive;

import io.auditdb.api.storage.ArchiveRows;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a column of the event table stands in a file. */
enum Field {
    TEXT("VARCHAR"),
    /** Its text, which makes the same value again. */
    JSONB("VARCHAR"),
    UUID("UUID"),
    /** Sixteen bytes, which a file holds as a UUID: of fixed length, and without a length before each. */
    SECRET("UUID"),
    TIME("TIMESTAMPTZ"),
    SMALLINT("SMALLINT"),
    INTEGER("INTEGER"),
    BIGINT("BIGINT");

    /** The fields of a row, in the order of its columns. */
    static final List<Field> ALL = ArchiveRows.COLUMNS.stream().map(Field::of).toList();

    private final String type;

    Field(String type) {
        this.type = type;
    }

    private static Field of(String column) {
        return switch (column) {
            case "id" -> UUID;
            case "secret" -> SECRET;
            case "occurred_at", "recorded_at" -> TIME;
            case "occurred_offset" -> SMALLINT;
            case "writer", "position" -> INTEGER;
            case "batch", "leaf" -> BIGINT;
            case "details", "redaction" -> JSONB;
            default -> TEXT;
        };
    }

    /** Returns the columns as a table is made of them. */
    static String definitions() {
        return list((column, field) -> column + " " + field.type);
    }

    /** Returns the columns as they are read; times as microseconds since 1970, which no time zone can change. */
    static String selection() {
        return list((column, field) -> field == TIME ? "epoch_us(" + column + ")" : column);
    }

    private interface Text {
        String of(String column, Field field);
    }

    private static String list(Text text) {
        return IntStream.range(0, ALL.size())
                .mapToObj(i -> text.of(ArchiveRows.COLUMNS.get(i), ALL.get(i)))
                .collect(Collectors.joining(", "));
    }
}
