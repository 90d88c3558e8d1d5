package io.auditdb.client;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One request.
 *
 * @param method the HTTP method
 * @param path path and query, from the base URL on
 * @param accept the media type wanted
 * @param contentType the media type of the body, or null when there is nothing in it
 * @param body writes the body, even if it is empty; null for a GET
 * @param length how many bytes the body has; -1 when that is not known
 * @param repeatable whether sending it twice changes nothing more than sending it once
 * @param readTimeout the longest wait for bytes of the answer; null for the setting
 */
record Call(
        String method,
        String path,
        String accept,
        String contentType,
        Body body,
        long length,
        boolean repeatable,
        Duration readTimeout) {
    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";

    static Call get(String path) {
        return new Call("GET", path, JSON, null, null, 0, true, null);
    }

    static Call post(String path) {
        return new Call("POST", path, JSON, null, out -> {}, 0, false, null);
    }

    static Call delete(String path) {
        return new Call("DELETE", path, JSON, null, out -> {}, 0, false, null);
    }

    Call accepting(String mediaType) {
        return new Call(method, path, mediaType, contentType, body, length, repeatable, readTimeout);
    }

    Call sending(String mediaType, byte[] bytes) {
        return sending(mediaType, out -> out.write(bytes), bytes.length);
    }

    Call sending(String mediaType, Body content, long size) {
        return new Call(method, path, accept, mediaType, content, size, repeatable, readTimeout);
    }

    Call repeatedly() {
        return new Call(method, path, accept, contentType, body, length, true, readTimeout);
    }

    Call waiting(Duration timeout) {
        return new Call(method, path, accept, contentType, body, length, repeatable, timeout);
    }

    /** Writes the body of a request; called once per attempt. */
    interface Body {
        /**
         * Writes it all; does not close the stream.
         *
         * @throws java.io.UncheckedIOException when what is to be sent cannot be read
         * @throws IOException when it cannot be sent
         */
        void writeTo(OutputStream out) throws IOException;
    }
}
