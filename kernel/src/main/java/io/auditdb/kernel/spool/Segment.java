package io.auditdb.kernel.spool;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of the spool.
 *
 * @param file where it is
 * @param bytes how large it is
 * @param events how many events are in it
 * @param oldest when the first of them was accepted
 */
record Segment(Path file, long bytes, long events, Instant oldest) {
    /** What the names of files end in. */
    static final String SUFFIX = ".spool";

    /** Returns the file's name without its end. */
    String name() {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    Segment with(long size, int more) {
        return new Segment(file, size, events + more, oldest);
    }
}
