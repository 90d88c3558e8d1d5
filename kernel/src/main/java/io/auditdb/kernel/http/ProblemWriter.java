package io.auditdb.kernel.http;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Turns failures into problem documents, also those that Jetty finds before a request is one. */
final class ProblemWriter implements Request.Handler {
    private final HttpSettings settings;
    private final Json json;

    ProblemWriter(HttpSettings settings, Json json) {
        this.settings = settings;
        this.json = json;
    }

    /** Headers of every answer, which a handler may replace. */
    static void putDefaultHeaders(Response response) {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    /** Returns what to tell the caller; nothing of an unexpected exception's own text. */
    Problem describe(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuditDbException error) {
                return Problem.of(error, settings.retryAfter());
            }
            if (cause instanceof HttpException error) {
                return ofStatus(error.getCode());
            }
            if (cause instanceof TimeoutException) {
                return ofStatus(HttpStatus.REQUEST_TIMEOUT_408);
            }
        }
        return Problem.defect();
    }

    /** Answers with a problem document in place of whatever was prepared, and takes in what is still being sent. */
    void write(Request request, Response response, Problem problem, Map<String, String> headers) throws IOException {
        prepare(response, problem, headers);
        Content.Sink.write(response, true, bytes(problem));
        linger(request);
    }

    /** What Jetty itself refuses: malformed requests, too large headers, requests while stopping. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= 400 ? response.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR_500;
        Object failure = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        Problem problem = failure instanceof HttpException error ? ofStatus(error.getCode()) : ofStatus(status);
        prepare(response, problem, Map.of());
        response.write(true, bytes(problem), callback);
        return true;
    }

    private Problem ofStatus(int status) {
        return Problem.ofStatus(status, HttpStatus.getMessage(status), settings.retryAfter());
    }

    private void prepare(Response response, Problem problem, Map<String, String> headers) {
        response.reset();
        putDefaultHeaders(response);
        response.setStatus(problem.status());
        headers.forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (response.getRequest().getMethod().equals("CONNECT")) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        problem.retryAfterSeconds()
                .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds.toString()));
    }

    private ByteBuffer bytes(Problem problem) {
        String text = json.write(problem.document(settings.maxFaults()));
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads on for a moment after refusing. Were the connection closed while the caller still sends, the caller would see
     * a reset connection instead of the answer.
     */
    private void linger(Request request) {
        var headers = request.getHeaders();
        boolean mayStillSend = request.getLength() > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING);
        if (!mayStillSend || headers.contains(HttpHeader.EXPECT)) {
            return;
        }
        long deadline = System.nanoTime() + settings.lingerTimeout().toNanos();
        for (Content.Chunk chunk = next(request, deadline); chunk != null; chunk = next(request, deadline)) {
            boolean ended = chunk.isLast() || Content.Chunk.isFailure(chunk);
            chunk.release();
            if (ended) {
                return;
            }
        }
    }

    /** Returns what comes next; null when nothing comes in time. */
    private static Content.Chunk next(Request request, long deadline) {
        Content.Chunk chunk = request.read();
        long left = deadline - System.nanoTime();
        if (chunk != null || left <= 0) {
            return chunk;
        }
        var arrived = new CountDownLatch(1);
        request.demand(arrived::countDown);
        try {
            return arrived.await(left, TimeUnit.NANOSECONDS) ? next(request, deadline) : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
