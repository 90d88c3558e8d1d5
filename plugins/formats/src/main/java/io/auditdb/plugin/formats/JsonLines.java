package io.auditdb.plugin.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** The lines of an input that are not blank, each parsed. How long one may be is the input's matter. For one thread. */
final class JsonLines implements Iterator<Object> {
    private final InputStream in;
    private final Function<String, Object> parser;
    private String ahead;

    JsonLines(InputStream in, Function<String, Object> parser) {
        this.in = in;
        this.parser = parser;
    }

    @Override
    public boolean hasNext() {
        try {
            while (ahead == null || ahead.isBlank()) {
                ahead = line();
                if (ahead == null) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String line = ahead;
        ahead = null;
        return parser.apply(line);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
