package io.auditdb.plugin.formats;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.json.Json;
import io.auditdb.plugin.formats.TextLines.Malformed;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/** The lines of an input that are not blank, each parsed. How long one may be is the input's matter. For one thread. */
final class JsonLines implements Iterator<Object> {
    private final TextLines lines;
    private final Json json;

    JsonLines(InputStream in, Json json) {
        this.lines = new TextLines(in);
        this.json = json;
    }

    /** Returns what a line says, or that it is {@link Malformed}. */
    static Object parsed(Json json, String line) {
        try {
            return json.read(line);
        } catch (AuditDbException e) {
            return new Malformed(e.faults().isEmpty() ? List.of(new Fault("", e.getMessage())) : e.faults());
        }
    }

    @Override
    public boolean hasNext() {
        return lines.hasNext();
    }

    @Override
    public Object next() {
        Object line = lines.next();
        return line instanceof String text ? parsed(json, text) : line;
    }
}
