package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows what waits on this instance's disk for the database. */
final class SpoolRoutes {
    private final StoreAndForward spool;
    private final Answers answers;

    SpoolRoutes(StoreAndForward spool, Json json) {
        this.spool = spool;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/v1/spool", Right.OPERATE, this::report));
    }

    private void report(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        answers.json(exchange, 200, json(spool.report(exchange.access())));
    }

    private static Map<String, Object> json(SpoolReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("state", report.state().name().toLowerCase(Locale.ROOT));
        answer.put("events", report.events());
        answer.put("bytes", report.bytes());
        answer.put("maxBytes", report.maxBytes());
        answer.put("oldest", report.oldest().map(Instant::toString).orElse(null));
        answer.put("quarantined", report.quarantined());
        answer.put("outages", report.outages());
        answer.put("spooled", report.spooled());
        answer.put("stored", report.stored());
        answer.put("duplicates", report.duplicates());
        answer.put("refused", report.refused());
        answer.put("problem", report.problem().orElse(null));
        return answer;
    }
}
