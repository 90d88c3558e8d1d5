package io.auditdb.plugin.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The messages of an input: messages of syslog, each from the beginning of a line, or XML documents one after the other. A
 * message ends where its root element does or the next begins, so that a damaged one does not take the next with it. Each is
 * text with a character for each byte; how large one may be is the input's matter. Takes time in proportion to the input,
 * whatever it holds. For one thread.
 */
final class AtnaRecords implements Iterator<Object> {
    private static final String END = "</AuditMessage>";
    private static final String DECLARATION = "<?xml";
    private static final String DECLARATION_END = "?>";
    private static final String ROOT = "<AuditMessage";
    /** In UTF-8. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private final ByteLines lines;
    private String line = "";
    private int place;
    private boolean ended;
    private String ahead;

    AtnaRecords(InputStream in) {
        this.lines = new ByteLines(in);
    }

    @Override
    public boolean hasNext() {
        try {
            while (ahead == null && advance()) {
                String record = record();
                ahead = record.isBlank() ? null : record;
            }
            return ahead != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String record = ahead;
        ahead = null;
        return record;
    }

    private String record() throws IOException {
        var record = new StringBuilder();
        boolean isBegun = false;
        boolean isSyslog = false;
        for (boolean isFirst = true; advance(); isFirst = false) {
            boolean isHeader = SyslogHeader.begins(line, place);
            int content = content();
            if (isBegun && !isFirst && (isHeader || (!isSyslog && isDocument(content)))) {
                return record.toString();
            }
            isSyslog |= isHeader;
            isBegun |= content < line.length() && !isOnlyDeclaration(content);
            int end = line.indexOf(END, place);
            int next = end < 0 ? line.length() : end + END.length();
            record.append(line, place, next);
            place = next;
            if (end >= 0) {
                return record.toString();
            }
        }
        return record.toString();
    }

    /** Goes to the next line when this one is used up; returns whether there is any. */
    private boolean advance() throws IOException {
        while (place >= line.length() && !ended) {
            byte[] next = lines.next();
            ended = next == null;
            line = ended ? "" : new String(next, StandardCharsets.ISO_8859_1);
            place = 0;
        }
        return place < line.length();
    }

    /** Where the rest of the line says something. */
    private int content() {
        int from = skipBlanks(place);
        return line.startsWith(BYTE_ORDER_MARK, from) ? skipBlanks(from + BYTE_ORDER_MARK.length()) : from;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private boolean isDocument(int content) {
        return line.startsWith(DECLARATION, content) || line.startsWith(ROOT, content);
    }

    private boolean isOnlyDeclaration(int content) {
        int end = line.startsWith(DECLARATION, content) ? line.indexOf(DECLARATION_END, content) : -1;
        return end >= 0 && skipBlanks(end + DECLARATION_END.length()) == line.length();
    }
}
