package io.auditdb.client;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.plugin.DataSize;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** An answer whose body is read as it comes. For one thread; whoever got it closes it. */
final class Answer implements AutoCloseable {
    private final int status;
    private final Optional<Duration> retryAfter;
    private final InputStream body;
    private final DataSize limit;

    Answer(int status, Optional<Duration> retryAfter, InputStream body, DataSize limit) {
        this.status = status;
        this.retryAfter = retryAfter;
        this.body = body;
        this.limit = limit;
    }

    int status() {
        return status;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Returns the body, with errors of the connection still as IOExceptions. */
    InputStream body() {
        return body;
    }

    byte[] bytes() {
        try {
            byte[] bytes = body.readNBytes(limit.toInt());
            if (body.read() >= 0) {
                throw unexpected("it is larger than " + limit + " (maxAnswerSize)", null);
            }
            return bytes;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    <T> T json(Function<JsonObject, T> reading) {
        return read(bytes(), reading);
    }

    Lines lines() {
        return new Lines(new BufferedInputStream(body), limit);
    }

    static <T> T read(byte[] text, Function<JsonObject, T> reading) {
        try {
            return reading.apply(JsonObject.of(JsonText.read(text)));
        } catch (IOException | RuntimeException e) {
            if (e instanceof AuditDbException known) {
                throw known;
            }
            throw unexpected("it is not the JSON that was expected", e);
        }
    }

    static AuditDbException unexpected(String problem, Exception cause) {
        return new AuditDbException(
                ClientErrorCode.UNEXPECTED_ANSWER,
                "The answer cannot be used: " + problem + ". Check that the URL is that of audit-db and that client and"
                        + " platform are of versions that fit.",
                cause);
    }

    static AuditDbException broken(IOException cause) {
        return new AuditDbException(
                ClientErrorCode.UNREACHABLE, "The connection broke before the answer was complete", cause);
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // what was wanted of the answer has been read; the connection is just not used again
        }
    }
}
