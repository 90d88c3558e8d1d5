package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.json.Json;
import java.io.IOException;

/** Answers in JSON. */
final class Answers {
    private final Json json;

    Answers(Json json) {
        this.json = json;
    }

    void json(HttpExchange exchange, int status, Object value) throws IOException {
        json.write(value, exchange.respond(status, Accept.JSON));
    }

    /** Answers that it is done and there is nothing to say. */
    static void nothing(HttpExchange exchange) throws IOException {
        exchange.respond(204, null);
    }
}
