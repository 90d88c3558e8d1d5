package io.auditdb.api.codec;

import io.auditdb.api.event.RecordedEvent;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns a format into events and back. Chosen by media type, or by name ({@code --format}, {@code format=}). Must be
 * safe for use by many threads.
 */
public interface Codec {
    /** Returns the name of the format, lower case, unique among active codecs. */
    String format();

    /** Returns the media types the format is announced as, lower case, without parameters; may be empty. */
    Set<String> mediaTypes();

    /**
     * Returns which parts of an original record are personal, as paths into {@code details} with dots between members
     * and {@code *} for any one member or element. Declared, so that redaction can reach them.
     */
    Set<String> personalPaths();

    /**
     * Reads events one by one. A record that cannot become an event yields its faults and reading goes on; input that
     * cannot be read any further ends with a last item that says so. Nothing of a record may be lost: what has no member
     * of its own goes to {@code details}.
     *
     * @param in the input; the caller closes it
     * @param tenant the tenant of events that name none, or null
     * @return a sequential stream, read lazily
     */
    Stream<Decoded> decode(InputStream in, String tenant);

    /** Returns whether {@link #encode} works. */
    default boolean encodes() {
        return false;
    }

    /** Returns the media type of what {@link #encode} writes: the first of {@link #mediaTypes} unless it says another. */
    default String encodedAs() {
        return mediaTypes().stream().sorted().findFirst().orElse("application/octet-stream");
    }

    /**
     * Writes events one by one. The caller closes both.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code UNSUPPORTED_FORMAT} when this codec only reads
     */
    default void encode(Stream<RecordedEvent> events, OutputStream out) {
        throw new io.auditdb.api.error.AuditDbException(
                io.auditdb.api.error.StandardErrorCode.UNSUPPORTED_FORMAT, "The format " + format() + " is read-only");
    }
}
