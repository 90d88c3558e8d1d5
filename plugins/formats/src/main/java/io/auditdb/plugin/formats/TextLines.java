package io.auditdb.plugin.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The lines of an input that are not blank, as UTF-8. How long one may be is the input's matter. For one thread. */
final class TextLines implements Iterator<Object> {
    private static final int BUFFER = 1 << 13;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int place;
    private int filled;
    private String ahead;

    TextLines(InputStream in) {
        this.in = in;
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
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String line = ahead;
        ahead = null;
        return line;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (fill()) {
            int end = place;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, place, end - place);
            place = end + 1; // beyond the end of the line, or of the buffer
            if (end < filled) {
                return line.toString(StandardCharsets.UTF_8);
            }
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }

    private boolean fill() throws IOException {
        if (place >= filled) {
            place = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return filled > 0;
    }
}
