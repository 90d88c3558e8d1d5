package io.auditdb.plugin.formats;

import io.auditdb.api.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** The records of an input of JSON: the elements of an array, an object a line, or one object however it is written. */
final class JsonRecords {
    /** How far it is looked ahead to tell which. */
    private static final int PEEKED = 1 << 16;
    /** How many lines may be bad before nobody calls it lines. */
    private static final int LOOKED_AT = 5;

    private final BufferedInputStream in;
    private final Json json;
    private final String start;

    JsonRecords(InputStream in, Json json) throws IOException {
        this.in = new BufferedInputStream(in, PEEKED);
        this.json = json;
        this.in.mark(PEEKED);
        this.start = new String(this.in.readNBytes(PEEKED), StandardCharsets.UTF_8);
        this.in.reset();
    }

    /** What the input begins with. */
    String start() {
        return start;
    }

    /** The elements of a member of the one object that the input is. */
    Iterator<Object> elements(String member) {
        return json.elements(in, member);
    }

    /** Parsed, or {@link TextLines.Malformed}. */
    Iterator<Object> iterator() {
        if (start.stripLeading().startsWith("[")) {
            return json.elements(in, null);
        }
        return isLines() ? new JsonLines(in, json) : List.of(json.read(in)).iterator();
    }

    /** Whether one of the first lines is whole by itself, or too long to tell; else one object is written in several lines. */
    private boolean isLines() {
        String begun = start.stripLeading();
        int from = 0;
        for (int looked = 0; looked < LOOKED_AT; looked++) {
            int end = begun.indexOf('\n', from);
            if (end < 0) {
                return from == 0;
            }
            String line = begun.substring(from, end).strip();
            boolean isObject = line.startsWith("{") && line.endsWith("}");
            if (isObject && !(JsonLines.parsed(json, line) instanceof TextLines.Malformed)) {
                return true;
            }
            from = end + 1;
        }
        return false;
    }
}
