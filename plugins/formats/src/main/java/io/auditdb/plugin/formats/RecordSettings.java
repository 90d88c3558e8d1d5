package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;

/**
 * Limits of a format of records in JSON. Sizes are those of the JSON text, after decompression.
 *
 * @param maxRecordSize the largest record; about, because input is read in buffers of a few kilobytes
 * @param maxInputSize the largest input, all records together
 * @param maxIdLength the longest id or name that is mapped, in characters; at most {@code event.max-name}
 */
public record RecordSettings(
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
        int maxIdLength) {
    /** Checks the limits. */
    public RecordSettings {
        requireNonNull(maxRecordSize, "maxRecordSize is null");
        requireNonNull(maxInputSize, "maxInputSize is null");
        if (maxIdLength < 1) {
            throw new IllegalArgumentException("max-id-length must be at least 1");
        }
    }
}
