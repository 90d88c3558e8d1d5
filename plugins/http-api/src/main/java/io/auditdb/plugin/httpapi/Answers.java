package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Answers in JSON. */
final class Answers {
    private final Json json;

    Answers(Json json) {
        this.json = json;
    }

    void json(HttpExchange exchange, int status, Object value) throws IOException {
        json.write(value, exchange.respond(status, Accept.JSON));
    }

    /** Answers that an event is stored, and that its proof has to be asked for again. */
    void notSealed(HttpExchange exchange, Duration wait) throws IOException {
        long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
        exchange.setHeader("Retry-After", Long.toString(seconds));
        json(exchange, 202, Map.of("sealed", false, "retryAfterMillis", wait.toMillis()));
    }

    /** Answers that it is done and there is nothing to say. */
    static void nothing(HttpExchange exchange) throws IOException {
        exchange.respond(204, null);
    }
}
