package io.auditdb.api.http;

import io.auditdb.api.security.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and its answer. For the thread that handles it. Implemented by the host. */
public interface HttpExchange {
    /** Returns the method, upper case. */
    String method();

    /** Returns the decoded path, without the query. */
    String path();

    /** Returns what stood in the path for {@code {name}}, decoded; never null for a name of the route. */
    String pathParameter(String name);

    /** Returns all query parameters, decoded, in the order of the URL. */
    Map<String, List<String>> queryParameters();

    /**
     * Returns a query parameter that may be given once.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} when it is given twice
     */
    Optional<String> queryParameter(String name);

    /** Returns the first request header of this name, whatever its case. */
    Optional<String> header(String name);

    /**
     * Returns the body, limited to {@code http.max-body}; for a route that streams, see {@link #unlimitedBody()}.
     * Reading past the limit throws {@code TOO_LARGE}.
     */
    InputStream body();

    /** Returns the body without a limit on its size, for handlers that keep none of it in memory. */
    InputStream unlimitedBody();

    /** Returns who calls. On a route without a right and a request without a token: somebody who may do nothing. */
    Access access();

    /** Sets a response header; before {@link #respond}. */
    void setHeader(String name, String value);

    /**
     * Starts the answer and returns where its body goes; the host closes it.
     *
     * @param status the HTTP status
     * @param contentType the media type; null when there is no body
     */
    OutputStream respond(int status, String contentType) throws IOException;

    /** Answers with a text in UTF-8. */
    default void respond(int status, String contentType, String body) throws IOException {
        respond(status, contentType).write(body.getBytes(StandardCharsets.UTF_8));
    }
}
