package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;

/** What the bodies of requests in JSON have in common. */
final class JsonBody {
    private JsonBody() {}

    /** Refuses a body that says it is something else than JSON. */
    static void checkType(HttpExchange exchange) {
        String type = exchange.header("Content-Type").orElse(Accept.JSON);
        if (!type.split(";", -1)[0].strip().equalsIgnoreCase(Accept.JSON)) {
            throw new AuditDbException(StandardErrorCode.UNSUPPORTED_FORMAT, "The body must be application/json");
        }
    }
}
