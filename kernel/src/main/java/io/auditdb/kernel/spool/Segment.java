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
    String name() {
        return file.getFileName().toString();
    }

    Segment with(long size, int more) {
        return new Segment(file, size, events + more, oldest);
    }
}
