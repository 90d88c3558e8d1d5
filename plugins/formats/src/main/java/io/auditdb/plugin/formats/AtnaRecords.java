package io.auditdb.plugin.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/**
 * The messages of an input: messages of syslog, each from the beginning of a line, or XML documents one after the other. A
 * message ends where its root element does or the next begins, so that a damaged one does not take the next with it. Each is
 * text with a character for each byte; how large one may be is the input's matter. For one thread.
 */
final class AtnaRecords implements Iterator<Object> {
    private static final String END = "</AuditMessage>";
    private static final Pattern DECLARATION = Pattern.compile("\\s*(?:\u00ef\u00bb\u00bf)?\\s*<\\?xml[^>]*\\?>\\s*");
    private static final Pattern DOCUMENT =
            Pattern.compile("\\A\\s*(?:\u00ef\u00bb\u00bf)?\\s*<(?:\\?xml|AuditMessage)\\b");

    private final InputStream in;
    private String pending = "";
    private String ahead;
    private boolean ended;

    AtnaRecords(InputStream in) {
        this.in = in;
    }

    @Override
    public boolean hasNext() {
        try {
            while (ahead == null && !(ended && pending.isBlank())) {
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
        for (String line = line(); line != null; line = line()) {
            boolean isHeader = SyslogHeader.begins(line);
            if (isBegun && (isHeader || (!isSyslog && DOCUMENT.matcher(line).find()))) {
                pending = line;
                return record.toString();
            }
            isSyslog |= isHeader;
            isBegun |= !line.isBlank() && !DECLARATION.matcher(line).matches();
            int end = line.indexOf(END);
            if (end >= 0) {
                record.append(line, 0, end + END.length());
                pending = line.substring(end + END.length());
                return record.toString();
            }
            record.append(line);
        }
        return record.toString();
    }

    /** With its end; null when there is none left. */
    private String line() throws IOException {
        if (!pending.isEmpty()) {
            String line = pending;
            pending = "";
            return line;
        }
        var line = new ByteArrayOutputStream();
        int next = in.read();
        ended = next < 0;
        for (; next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                break;
            }
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
    }
}
