package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds events, and what proves them. */
final class QueryRoutes {
    private static final Map<String, String> FORMATS =
            Map.of(Accept.JSON, "json", Accept.NDJSON, "ndjson", Accept.CSV, "csv");

    private final AuditDatabase database;
    private final Ledger ledger;
    private final Codecs codecs;
    private final Json json;
    private final HttpApiSettings settings;
    private final Answers answers;

    QueryRoutes(AuditDatabase database, Ledger ledger, Codecs codecs, Json json, HttpApiSettings settings) {
        this.database = database;
        this.ledger = ledger;
        this.codecs = codecs;
        this.json = json;
        this.settings = settings;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/events", Right.READ, this::query),
                new HttpRoute("GET", "/v1/events/{id}", Right.READ, this::find),
                new HttpRoute("GET", "/v1/events/{id}/entry", Right.READ, this::entry),
                new HttpRoute("GET", "/v1/events/{id}/proof", Right.READ, this::proof));
    }

    private void query(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, EventQueryParameters.NAMES);
        var reader = new EventQueryParameters(parameters);
        EventQuery.Builder query = reader.query();
        Optional<Integer> limit = reader.limit();
        Optional<String> format = parameters.one("format");
        parameters.check();
        AuditDatabase view = database.as(exchange.access());
        String chosen = format.orElseGet(() -> accepted(exchange));
        if (chosen.equals("json")) {
            limit.ifPresent(query::limit);
            page(exchange, view.query(query.build()));
            return;
        }
        Writer writer = writer(chosen);
        query.limit(limit.filter(most -> most < settings.streamStep()).orElse(settings.streamStep()));
        try (Stream<RecordedEvent> events = view.stream(query.build())) {
            writer.write(exchange, limit.isPresent() ? events.limit(limit.get()) : events);
        }
    }

    /** What the platform writes itself comes before what codecs write. */
    private String accepted(HttpExchange exchange) {
        Map<String, String> written = codecs.written();
        var offered = new ArrayList<>(List.of(Accept.JSON, Accept.NDJSON, Accept.CSV));
        written.keySet().stream().filter(it -> !offered.contains(it)).sorted().forEach(offered::add);
        String type = Accept.choose(exchange, offered);
        return FORMATS.getOrDefault(type, written.get(type));
    }

    private void page(HttpExchange exchange, EventPage page) throws IOException {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("events", page.events().stream().map(EventJson::of).toList());
        answer.put("next", page.next().orElse(null));
        answers.json(exchange, 200, answer);
    }

    private Writer writer(String format) {
        return switch (format) {
            case "ndjson" -> this::ndjson;
            case "csv" -> this::csv;
            default -> encoded(codecs.writing(format));
        };
    }

    private void ndjson(HttpExchange exchange, Stream<RecordedEvent> events) throws IOException {
        OutputStream out = exchange.respond(200, Accept.NDJSON);
        for (Iterator<RecordedEvent> it = events.iterator(); it.hasNext(); ) {
            json.write(EventJson.of(it.next()), out);
            out.write('\n');
        }
    }

    private void csv(HttpExchange exchange, Stream<RecordedEvent> events) throws IOException {
        var csv = new EventCsv(json);
        exchange.setHeader("Content-Disposition", "attachment; filename=\"events.csv\"");
        OutputStream out = exchange.respond(200, EventCsv.MEDIA_TYPE);
        out.write(csv.header().getBytes(StandardCharsets.UTF_8));
        for (Iterator<RecordedEvent> it = events.iterator(); it.hasNext(); ) {
            out.write(csv.row(EventJson.of(it.next())).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Writer encoded(Codec codec) {
        return (exchange, events) -> codec.encode(events, exchange.respond(200, codec.encodedAs()));
    }

    /** Writes events in one format, as they come. */
    private interface Writer {
        void write(HttpExchange exchange, Stream<RecordedEvent> events) throws IOException;
    }

    private void find(HttpExchange exchange) throws IOException {
        String tenant = tenant(exchange);
        RecordedEvent event = database.as(exchange.access())
                .find(tenant, Parameters.id(exchange))
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no event of this id"));
        answers.json(exchange, 200, EventJson.of(event));
    }

    private void entry(HttpExchange exchange) throws IOException {
        String tenant = tenant(exchange);
        byte[] entry = ledger.as(exchange.access()).entry(tenant, Parameters.id(exchange));
        exchange.respond(200, "application/octet-stream").write(entry);
    }

    private void proof(HttpExchange exchange) throws IOException {
        String tenant = tenant(exchange);
        Optional<InclusionProof> proof = ledger.as(exchange.access()).proof(tenant, Parameters.id(exchange));
        if (proof.isPresent()) {
            exchange.respond(200, LogRoutes.TEXT, proof.get().text());
        } else {
            answers.notSealed(exchange, settings.sealWait());
        }
    }

    private static String tenant(HttpExchange exchange) {
        var parameters = new Parameters(exchange, Set.of("tenant"));
        Optional<String> tenant = parameters.one("tenant");
        parameters.check();
        return tenant.orElse(null);
    }
}
