package io.auditdb.api.operations;

import java.io.IOException;
import java.io.InputStream;

/** Brings documents to people or systems: a directory, a mail, a web hook. Safe for use by many threads; may block. */
public interface Delivery {
    /** Returns the scheme of the destinations it serves, such as {@code file} or {@code https}. */
    String scheme();

    /**
     * Delivers one document. Repeating it with the same key must not deliver it twice.
     *
     * @param destination where to, starting with the scheme
     * @param key what makes the delivery unique
     * @param contentType the media type of the document
     * @param document the bytes; the caller closes them
     * @throws IOException when it could not be delivered now
     */
    void deliver(String destination, String key, String contentType, InputStream document) throws IOException;
}
