package io.auditdb.client;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends requests, again where that is safe. Safe for use by many threads.
 *
 * <p>On {@link HttpURLConnection} rather than {@code java.net.http}: the latter's selector thread sits in native code,
 * for which the virtual machine waits 300 ms when it ends, and its start takes three times as long. A command that lives
 * for a third of a second notices.
 */
final class Transport {
    private final ClientSettings settings;

    Transport(ClientSettings settings) {
        this.settings = settings;
    }

    ClientSettings settings() {
        return settings;
    }

    /** Returns an answer with a status below 400; any other is thrown. */
    Answer send(Call call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return sendOnce(call);
            } catch (AuditDbException e) {
                if (!mayRepeat(call, attempt, e)) {
                    throw e;
                }
                pause(delay(attempt, e));
            }
        }
    }

    /** Returns the answer whatever its status. */
    Answer ask(Call call) {
        HttpURLConnection connection = connect(call);
        try {
            if (call.body() != null) {
                send(call.body(), connection);
            }
            return answer(connection);
        } catch (HttpRetryException e) {
            throw new AuditDbException(
                    RemoteErrorCode.of(null, e.responseCode()), "The platform refused the token, or got none", e);
        } catch (SocketTimeoutException e) {
            throw new AuditDbException(
                    StandardErrorCode.TIMEOUT,
                    "No answer from " + settings.url() + " within " + connection.getReadTimeout() + " ms",
                    e);
        } catch (IOException e) {
            throw Answer.broken(e);
        }
    }

    private Answer sendOnce(Call call) {
        Answer answer = ask(call);
        if (answer.status() >= 200 && answer.status() < 300) {
            return answer;
        }
        try (answer) {
            throw answer.status() < 400
                    ? Answer.unexpected("it redirects, which the API never does", null)
                    : Problem.of(answer);
        }
    }

    /** A platform that refuses a body may answer before it has read it all; then that answer counts. */
    private static void send(Call.Body body, HttpURLConnection connection) throws IOException {
        try {
            OutputStream out = connection.getOutputStream();
            body.writeTo(out);
            // not on an error: closing would tell the platform that this was all
            out.close();
        } catch (UncheckedIOException e) {
            connection.disconnect();
            throw e;
        } catch (HttpRetryException e) {
            throw e;
        } catch (IOException e) {
            if (!refused(connection)) {
                throw e;
            }
        }
    }

    private static boolean refused(HttpURLConnection connection) {
        try {
            return connection.getResponseCode() >= 400;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpURLConnection connect(Call call) {
        try {
            var connection = (HttpURLConnection)
                    URI.create(settings.url() + call.path()).toURL().openConnection();
            prepare(connection, call);
            connection.connect();
            return connection;
        } catch (IOException e) {
            throw new AuditDbException(
                    ClientErrorCode.UNREACHABLE, "Cannot connect to " + settings.url() + " (" + reason(e) + ")", e);
        }
    }

    private void prepare(HttpURLConnection connection, Call call) throws IOException {
        Duration readTimeout = call.readTimeout() == null ? settings.readTimeout() : call.readTimeout();
        connection.setConnectTimeout((int) settings.connectTimeout().toMillis());
        connection.setReadTimeout((int) readTimeout.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(call.method());
        connection.setRequestProperty("Accept", call.accept());
        settings.token().ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
        if (call.body() != null) {
            prepareBody(connection, call);
        }
    }

    /** Streaming, also of small and empty bodies, because otherwise the JDK repeats a POST behind our back. */
    private static void prepareBody(HttpURLConnection connection, Call call) {
        connection.setDoOutput(true);
        if (call.length() >= 0) {
            connection.setFixedLengthStreamingMode(call.length());
        } else {
            connection.setChunkedStreamingMode(0);
        }
        if (call.contentType() != null) {
            connection.setRequestProperty("Content-Type", call.contentType());
        }
    }

    private Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw Answer.unexpected("it is not HTTP", null);
        }
        InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        return new Answer(
                status,
                retryAfter(connection),
                body == null ? InputStream.nullInputStream() : body,
                settings.maxAnswerSize());
    }

    private static Optional<Duration> retryAfter(HttpURLConnection connection) {
        int seconds = connection.getHeaderFieldInt("Retry-After", -1);
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private boolean mayRepeat(Call call, int attempt, AuditDbException e) {
        return call.repeatable()
                && attempt < settings.maxAttempts()
                && e.code().kind() == ErrorKind.RESOURCE
                && e.retryAfter().orElse(Duration.ZERO).compareTo(settings.maxRetryDelay()) <= 0;
    }

    /** What the platform asks for; else twice as long each time, spread so that clients do not come back together. */
    private Duration delay(int attempt, AuditDbException e) {
        if (e.retryAfter().isPresent()) {
            return e.retryAfter().get();
        }
        long longest = Math.min(
                settings.maxRetryDelay().toMillis(), settings.retryDelay().toMillis() << Math.min(attempt - 1, 16));
        return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private static void pause(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(ClientErrorCode.INTERRUPTED, "Interrupted while waiting to try again", e);
        }
    }
}
