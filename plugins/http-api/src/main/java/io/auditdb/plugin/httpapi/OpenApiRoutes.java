package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The description of the interface for machines. */
final class OpenApiRoutes {
    static final String RESOURCE = "openapi.json";

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/openapi.json", null, this::document));
    }

    private void document(HttpExchange exchange) throws IOException {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            exchange.setHeader("Cache-Control", "no-cache");
            in.transferTo(exchange.respond(200, Accept.JSON));
        }
    }
}
