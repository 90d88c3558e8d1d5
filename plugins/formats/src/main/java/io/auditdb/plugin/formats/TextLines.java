package io.auditdb.plugin.formats;

import io.auditdb.api.error.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The lines of an input that are not blank, each a string, or {@link Malformed} where it is not UTF-8. For one thread. */
final class TextLines implements Iterator<Object> {
    private final ByteLines lines;
    private Object ahead;

    TextLines(InputStream in) {
        this.lines = new ByteLines(in);
    }

    /** A line that cannot be read; the lines after it may be. */
    record Malformed(List<Fault> faults) {}

    @Override
    public boolean hasNext() {
        try {
            while (ahead == null) {
                byte[] line = lines.next();
                if (line == null) {
                    return false;
                }
                Object text = decoded(line);
                ahead = text instanceof String it && it.isBlank() ? null : text;
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
        Object line = ahead;
        ahead = null;
        return line;
    }

    private static Object decoded(byte[] line) {
        int length = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Malformed(List.of(new Fault("", "is not UTF-8")));
        }
    }
}
