package io.auditdb.plugin.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines of an input as they are, each with its end. How long one may be is the input's matter. For one thread. */
final class ByteLines {
    private static final int BUFFER = 1 << 13;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int place;
    private int filled;

    ByteLines(InputStream in) {
        this.in = in;
    }

    /** Returns the next line, or null at the end. */
    byte[] next() throws IOException {
        var line = new ByteArrayOutputStream();
        while (fill()) {
            int end = place;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            boolean isEnd = end < filled;
            int next = isEnd ? end + 1 : end;
            line.write(buffer, place, next - place);
            place = next;
            if (isEnd) {
                return line.toByteArray();
            }
        }
        return line.size() == 0 ? null : line.toByteArray();
    }

    private boolean fill() throws IOException {
        if (place >= filled) {
            place = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return filled > 0;
    }
}
