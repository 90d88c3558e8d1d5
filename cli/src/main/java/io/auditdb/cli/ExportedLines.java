package io.auditdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** An export on its way to its file: how many events there are, and whether the last of a bundle came. For one thread. */
final class ExportedLines {
    /** More than the last line of a bundle has. */
    private static final int TAIL = 256;

    private final InputStream in;
    private final boolean bundle;
    private final Json json;
    private byte[] tail = new byte[0];
    private long lines;
    private long unsealed;

    ExportedLines(InputStream in, boolean bundle, Json json) {
        this.in = in;
        this.bundle = bundle;
        this.json = json;
    }

    /** Copies everything; throws when a bundle has no end. */
    void transferTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            count(buffer, read);
        }
        if (bundle) {
            readEnd();
        }
        out.flush();
    }

    private void count(byte[] buffer, int read) {
        for (int i = 0; i < read; i++) {
            if (buffer[i] == '\n') {
                lines++;
            }
        }
        int kept = Math.min(TAIL, tail.length + read);
        byte[] next = new byte[kept];
        int fromBuffer = Math.min(read, kept);
        System.arraycopy(tail, tail.length - (kept - fromBuffer), next, 0, kept - fromBuffer);
        System.arraycopy(buffer, read - fromBuffer, next, kept - fromBuffer, fromBuffer);
        tail = next;
    }

    private void readEnd() throws IOException {
        String[] last = new String(tail, UTF_8).split("\n", -1);
        try {
            if (last.length > 1
                    && json.read(last[last.length - 2]) instanceof Map<?, ?> end
                    && end.get("events") instanceof Long events
                    && end.get("unsealed") instanceof Long waiting) {
                lines = events;
                unsealed = waiting;
                return;
            }
        } catch (AuditDbException e) {
            throw new IOException("The platform broke off before the end of the bundle", e);
        }
        throw new IOException("The platform broke off before the end of the bundle");
    }

    /** Returns how many events were written; for CSV how many lines. */
    long events() {
        return lines;
    }

    /** Returns how many events are only listed. */
    long unsealed() {
        return unsealed;
    }
}
