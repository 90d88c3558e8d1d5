package io.auditdb.api.http;

import java.io.IOException;

/** Answers requests. Called by many threads at once; may block. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers one request. What it throws becomes an RFC 9457 problem document, with the status of the {@link
     * io.auditdb.api.error.ErrorCode}, as long as nothing has been sent.
     */
    void handle(HttpExchange exchange) throws IOException;
}
