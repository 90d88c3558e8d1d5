package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Takes events in: a JSON document all or nothing, every other format in bulk. */
final class AppendRoutes {
    private static final String SPOOLED = "spooled";

    private final AuditDatabase database;
    private final Codecs codecs;
    private final Json json;
    private final HttpApiSettings settings;
    private final Answers answers;

    AppendRoutes(AuditDatabase database, Codecs codecs, Json json, HttpApiSettings settings) {
        this.database = database;
        this.codecs = codecs;
        this.json = json;
        this.settings = settings;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("POST", "/v1/events", Right.APPEND, this::append));
    }

    private void append(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("tenant", "format", "ack", "dryRun"));
        var format = parameters.one("format");
        Acknowledgement level = parameters
                .one("ack", text -> Parameters.named(Acknowledgement.class, text))
                .orElse(Acknowledgement.DURABLE);
        String tenant = parameters
                .one("tenant")
                .or(() -> exchange.access().onlyTenant())
                .orElse(null);
        boolean dryRun = parameters.one("dryRun", Parameters::truth).orElse(false);
        parameters.check();
        Codec codec = codecs.reading(exchange, format);
        AuditDatabase view = database.as(exchange.access());
        if (codec.format().equals(Codecs.JSON)) {
            document(exchange, codec, tenant, dryRun ? checking(view) : appending(view, level));
        } else if (dryRun) {
            BulkAppend.dry(view, settings, json).run(exchange, codec, tenant);
        } else {
            BulkAppend.storing(view, level, settings, json).run(exchange, codec, tenant);
        }
    }

    /** What is done with the events of a document, and what is answered for each. */
    private record DocumentWork(int success, Function<List<AuditEvent>, List<Map<String, Object>>> work) {
        /** All of a document is stored or all of it spooled. */
        int status(List<Map<String, Object>> done) {
            return done.stream().anyMatch(it -> SPOOLED.equals(it.get("state"))) ? 202 : success;
        }
    }

    private static DocumentWork appending(AuditDatabase view, Acknowledgement level) {
        return new DocumentWork(
                201,
                events -> view.append(events, level).stream()
                        .map(AppendRoutes::answer)
                        .toList());
    }

    private static DocumentWork checking(AuditDatabase view) {
        return new DocumentWork(
                200,
                events -> view.check(events).stream()
                        .map(duplicate -> Map.<String, Object>of("duplicate", duplicate))
                        .toList());
    }

    private void document(HttpExchange exchange, Codec codec, String tenant, DocumentWork work) throws IOException {
        byte[] body = exchange.body().readAllBytes();
        boolean array = isArray(body);
        List<AuditEvent> events = decode(codec, body, tenant, array);
        List<Map<String, Object>> done = events.isEmpty() ? List.of() : done(work, events, array);
        answers.json(exchange, work.status(done), Map.of("events", done));
    }

    private List<AuditEvent> decode(Codec codec, byte[] body, String tenant, boolean array) {
        var events = new ArrayList<AuditEvent>();
        var faults = new ArrayList<Fault>();
        try (var decoded = codec.decode(new ByteArrayInputStream(body), tenant)) {
            decoded.forEach(record -> {
                if (record.event() != null) {
                    events.add(record.event());
                }
                record.faults().forEach(fault -> faults.add(array ? below(record, fault) : fault));
            });
        }
        if (!faults.isEmpty()) {
            // A codec tells its faults but not of which kind they are; reading again tells malformed from invalid.
            json.read(new ByteArrayInputStream(body));
            throw new AuditDbException(
                    StandardErrorCode.INVALID_EVENT, "The request cannot be accepted; nothing was stored", faults);
        }
        return events;
    }

    private static Fault below(Decoded record, Fault fault) {
        return fault.below("/" + (record.record() - 1));
    }

    private static List<Map<String, Object>> done(DocumentWork document, List<AuditEvent> events, boolean array) {
        try {
            return document.work().apply(events);
        } catch (AuditDbException e) {
            if (array || e.faults().isEmpty()) {
                throw e;
            }
            throw withoutIndex(e);
        }
    }

    /** The database counts the events of a list; whoever sent a single one did not send a list. */
    private static AuditDbException withoutIndex(AuditDbException error) {
        List<Fault> faults = error.faults().stream()
                .map(fault -> fault.path().equals("/0") || fault.path().startsWith("/0/")
                        ? new Fault(fault.path().substring(2), fault.problem())
                        : fault)
                .toList();
        return new AuditDbException(error.code(), "The request cannot be accepted; nothing was stored", faults);
    }

    private static boolean isArray(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '[';
            }
        }
        return false;
    }

    private static Map<String, Object> answer(Appended appended) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("tenant", appended.tenant());
        answer.put("id", appended.id().toString());
        answer.put("duplicate", appended.duplicate());
        answer.put("state", appended.isSpooled() ? SPOOLED : "stored");
        answer.put("receipt", appended.isSpooled() ? null : appended.receipt().toString());
        return answer;
    }
}
