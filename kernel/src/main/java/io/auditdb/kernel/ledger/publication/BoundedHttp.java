package io.auditdb.kernel.ledger.publication;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks to servers that are not ours: however slowly one sends, and however much, an exchange ends in time and its answer
 * is short. Safe for use by many threads.
 */
public final class BoundedHttp {
    private final HttpClient http;
    private final Duration timeout;
    private final int maxBytes;

    /** What is left of an answer that was longer is its beginning. */
    public record Answer(int status, String body) {}

    /** Gives a whole exchange {@code timeout}, and keeps about {@code maxBytes} of an answer. */
    public BoundedHttp(Duration timeout, int maxBytes) {
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    /**
     * Sends a request; the timeout of the request itself would end with the first lines of the answer.
     *
     * @throws IOException when there is no whole answer in time
     */
    public Answer send(HttpRequest request) throws IOException, InterruptedException {
        var body = new ByteBuilder(1024);
        CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(
                request, BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> keep(bytes, body))));
        try {
            int status = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return new Answer(status, new String(body.toByteArray(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } finally {
            exchange.cancel(true); // does nothing to one that has ended
        }
    }

    private void keep(byte[] part, ByteBuilder body) {
        if (body.size() < maxBytes) {
            body.write(part);
        }
    }
}
