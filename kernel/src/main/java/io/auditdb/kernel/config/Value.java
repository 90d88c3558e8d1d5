package io.auditdb.kernel.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What was written for one key, before it has a type.
 *
 * @param raw a String, a List of Strings, an empty Map for {@code {}}, or null when nothing was written
 * @param source where it was written, in words
 */
record Value(Object raw, String source) {
    Value {
        requireNonNull(source, "source is null");
    }

    boolean isText() {
        return raw instanceof String;
    }

    /** A section may be written without anything below it; a setting may not. */
    boolean isBlank() {
        return raw == null || raw instanceof Map;
    }

    boolean says(String text) {
        return text.equals(raw);
    }

    String shown() {
        return raw instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : isText() ? (String) raw : "";
    }

    String kind() {
        if (raw == null) {
            return "nothing";
        }
        return raw instanceof List ? "a list" : isText() ? "a value" : "a section";
    }
}
