package io.auditdb.kernel.http;

import static io.auditdb.api.error.StandardErrorCode.INVALID_REQUEST;
import static io.auditdb.api.error.StandardErrorCode.UNSUPPORTED_FORMAT;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.security.Access;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** An {@link HttpExchange} on Jetty. */
final class JettyExchange implements HttpExchange {
    private final Request request;
    private final Response response;
    private final HttpSettings settings;
    private final String path;
    private final Map<String, String> pathParameters;
    private final Map<String, List<String>> queryParameters;
    private final Supplier<Access> access;
    private RequestBody.Received received;
    private ResponseBody answer;

    JettyExchange(
            Request request,
            Response response,
            HttpSettings settings,
            List<String> segments,
            Map<String, String> pathParameters,
            Supplier<Access> access) {
        this.request = request;
        this.response = response;
        this.settings = settings;
        this.path = "/" + String.join("/", segments);
        this.pathParameters = pathParameters;
        this.queryParameters = UrlText.query(request.getHttpURI().getQuery());
        this.access = access;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    @Override
    public Map<String, List<String>> queryParameters() {
        return queryParameters;
    }

    @Override
    public Optional<String> queryParameter(String name) {
        List<String> values = queryParameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new AuditDbException(
                    INVALID_REQUEST, "The request cannot be used", List.of(new Fault(name, "is given more than once")));
        }
        return values.stream().findFirst();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    @Override
    public InputStream body() {
        long limit = settings.maxBody().bytes();
        if (request.getLength() > limit) {
            throw RequestBody.tooLarge(limit);
        }
        return body(limit);
    }

    @Override
    public InputStream unlimitedBody() {
        return body(Long.MAX_VALUE);
    }

    private InputStream body(long limit) {
        if (received != null) {
            throw new IllegalStateException("the body was asked for before");
        }
        boolean compressed = compressed();
        received = new RequestBody.Received(Request.asInputStream(request));
        return new RequestBody(received, compressed, limit, settings.maxExpansion());
    }

    private boolean compressed() {
        String encoding = header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                throw new AuditDbException(
                        UNSUPPORTED_FORMAT, "The body's Content-Encoding is not known; send it as it is, or as gzip");
        };
    }

    @Override
    public Access access() {
        return access.get();
    }

    @Override
    public void setHeader(String name, String value) {
        if (answer != null) {
            throw new IllegalStateException("the answer has been started");
        }
        response.getHeaders().put(name, value);
    }

    @Override
    public OutputStream respond(int status, String contentType) {
        if (answer != null) {
            throw new IllegalStateException("the answer has been started");
        }
        response.setStatus(status);
        if (contentType != null) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        }
        answer = new ResponseBody(Response.asBufferedOutputStream(request, response));
        return answer;
    }

    /** Returns what {@link #respond} started; null when it was not called. */
    ResponseBody answer() {
        return answer;
    }

    /** Returns whether the connection failed, in either direction. */
    boolean connectionFailed() {
        return (received != null && received.failed()) || (answer != null && answer.failed());
    }
}
