package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpHandler;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.security.Right;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * AuditEvents by the REST interface of FHIR R4 ({@code http://hl7.org/fhir/R4/http.html}): create, batch and transaction, read,
 * search, and what can be done at all. How resources are read and written is the matter of the format {@code fhir}. Errors are
 * OperationOutcomes.
 */
final class FhirRoutes {
    static final String MEDIA_TYPE = "application/fhir+json";
    private static final String FORMAT = "fhir";
    private static final Set<String> READ_TYPES = Set.of(MEDIA_TYPE, Accept.JSON);
    private static final Set<String> BUNDLES = Set.of("batch", "transaction");

    private final AuditDatabase database;
    private final Ledger ledger;
    private final Codecs codecs;
    private final Json json;
    private final HttpApiSettings settings;
    private final FhirOutcome outcomes;
    private final FhirSearchset searchset;
    private final Instant since = Instant.now();

    FhirRoutes(AuditDatabase database, Ledger ledger, Codecs codecs, Json json, HttpApiSettings settings) {
        this.database = database;
        this.ledger = ledger;
        this.codecs = codecs;
        this.json = json;
        this.settings = settings;
        this.outcomes = new FhirOutcome(json);
        this.searchset = new FhirSearchset(database, json, this::resource, settings.fhirMaxSifted());
    }

    List<HttpRoute> routes() {
        return List.of(
                route("POST", "/fhir", Right.APPEND, this::bundle),
                route("POST", "/fhir/AuditEvent", Right.APPEND, this::create),
                route("GET", "/fhir/AuditEvent", Right.READ, searchset::answer),
                route("GET", "/fhir/AuditEvent/{id}", Right.READ, this::read),
                route("GET", "/fhir/AuditEvent/{id}/$proof", Right.READ, this::proof),
                route("GET", "/fhir/metadata", null, this::metadata));
    }

    private HttpRoute route(String method, String path, Right right, HttpHandler handler) {
        return new HttpRoute(method, path, right, exchange -> {
            try {
                handler.handle(exchange);
            } catch (AuditDbException e) {
                outcomes.answer(exchange, e);
            }
        });
    }

    private void create(HttpExchange exchange) throws IOException {
        String tenant = tenant(exchange);
        byte[] body = body(exchange);
        read(body, "AuditEvent");
        List<Decoded> decoded = decode(body, tenant);
        requireGood(decoded);
        AuditDatabase view = database.as(exchange.access());
        Appended appended = view.append(List.of(decoded.get(0).event())).get(0);
        exchange.setHeader("Location", location(appended));
        exchange.setHeader("ETag", FhirOutcome.VERSION);
        if (appended.isSpooled()) { // it is kept, and there is nothing to read yet
            exchange.respond(202, null);
        } else if (exchange.header("Prefer").filter("return=minimal"::equals).isPresent()) {
            exchange.respond(201, null);
        } else {
            RecordedEvent event = view.find(appended.tenant(), appended.id()).orElseThrow();
            json.write(resource(event), exchange.respond(201, MEDIA_TYPE));
        }
    }

    /** A transaction is stored as a whole or not at all, of a batch each entry by itself. */
    private void bundle(HttpExchange exchange) throws IOException {
        String tenant = tenant(exchange);
        byte[] body = body(exchange);
        Map<?, ?> bundle = read(body, "Bundle");
        String type = String.valueOf(bundle.get("type"));
        if (!BUNDLES.contains(type)) {
            throw invalid("The Bundle must be of type batch or transaction", List.of());
        }
        requireCreates(bundle);
        List<Decoded> decoded = decode(body, tenant);
        AuditDatabase view = database.as(exchange.access());
        List<Object> answers = type.equals("transaction") ? together(view, decoded) : apart(view, decoded);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("resourceType", "Bundle");
        answer.put("type", type + "-response");
        answer.put("entry", answers.stream().map(it -> Map.of("response", it)).toList());
        json.write(answer, exchange.respond(200, MEDIA_TYPE));
    }

    /** The body as one resource of this type. */
    private Map<?, ?> read(byte[] body, String type) {
        if (json.read(new ByteArrayInputStream(body)) instanceof Map<?, ?> resource
                && type.equals(resource.get("resourceType"))) {
            return resource;
        }
        throw invalid("The body must be one resource of type " + type, List.of());
    }

    /** The log takes nothing back, so nothing but creating can be asked for. */
    private static void requireCreates(Map<?, ?> bundle) {
        var faults = new ArrayList<Fault>();
        List<?> entries = bundle.get("entry") instanceof List<?> list ? list : List.of();
        for (int i = 0; i < entries.size(); i++) {
            Object request = entries.get(i) instanceof Map<?, ?> entry ? entry.get("request") : null;
            boolean isCreate = request instanceof Map<?, ?> it
                    && "POST".equals(it.get("method"))
                    && "AuditEvent".equals(it.get("url"));
            if (!isCreate) {
                faults.add(new Fault("/entry/" + i + "/request", "must be POST AuditEvent"));
            }
        }
        if (!faults.isEmpty()) {
            throw invalid("Only AuditEvents can be created; nothing was stored", faults);
        }
    }

    private List<Object> together(AuditDatabase view, List<Decoded> decoded) {
        requireGood(decoded);
        if (decoded.isEmpty()) {
            return List.of();
        }
        List<AuditEvent> events = decoded.stream().map(Decoded::event).toList();
        return view.append(events).stream().map(FhirRoutes::created).toList();
    }

    /** Those that can be stored are, in one commit where they all can, because a commit for each takes its time. */
    private List<Object> apart(AuditDatabase view, List<Decoded> decoded) {
        List<AuditEvent> good =
                decoded.stream().map(Decoded::event).filter(Objects::nonNull).toList();
        Iterator<Appended> appended;
        try {
            appended = good.isEmpty()
                    ? List.<Appended>of().iterator()
                    : view.append(good).iterator();
        } catch (AuditDbException e) {
            if (e.code().kind() != ErrorKind.CALLER) {
                throw e;
            }
            return decoded.stream().map(it -> alone(view, it)).toList();
        }
        return decoded.stream()
                .map(it -> it.event() == null ? alone(view, it) : created(appended.next()))
                .toList();
    }

    private Object alone(AuditDatabase view, Decoded entry) {
        try {
            requireGood(List.of(entry));
            return created(view.append(List.of(entry.event())).get(0));
        } catch (AuditDbException e) {
            return outcomes.response(e);
        }
    }

    private static Object created(Appended appended) {
        return Map.of(
                "status",
                appended.isSpooled() ? "202 Accepted" : "201 Created",
                "location",
                location(appended),
                "etag",
                FhirOutcome.VERSION);
    }

    /** As a path, which is the same from wherever it was posted to. */
    private static String location(Appended appended) {
        return "/fhir/AuditEvent/" + appended.id() + "/_history/1";
    }

    private void read(HttpExchange exchange) throws IOException {
        RecordedEvent event = database.as(exchange.access())
                .find(onlyTenant(exchange), Parameters.id(exchange))
                .orElseThrow(FhirRoutes::absent);
        exchange.setHeader("ETag", FhirOutcome.VERSION);
        json.write(resource(event), exchange.respond(200, MEDIA_TYPE));
    }

    private void proof(HttpExchange exchange) throws IOException {
        Optional<InclusionProof> proof =
                ledger.as(exchange.access()).proof(onlyTenant(exchange), Parameters.id(exchange));
        if (proof.isPresent()) {
            exchange.respond(200, LogRoutes.TEXT, proof.get().text());
        } else {
            new Answers(json).notSealed(exchange, settings.sealWait());
        }
    }

    private void metadata(HttpExchange exchange) throws IOException {
        json.write(FhirCapabilities.statement(since), exchange.respond(200, MEDIA_TYPE));
    }

    private Map<?, ?> resource(RecordedEvent event) {
        var out = new ByteArrayOutputStream();
        codecs.writing(FORMAT).encode(Stream.of(event), out);
        return (Map<?, ?>) json.read(out.toString(StandardCharsets.UTF_8));
    }

    private List<Decoded> decode(byte[] body, String tenant) {
        try (Stream<Decoded> decoded = codecs.reading(FORMAT).decode(new ByteArrayInputStream(body), tenant)) {
            return decoded.toList();
        }
    }

    private static void requireGood(List<Decoded> decoded) {
        var faults = new ArrayList<Fault>();
        for (Decoded record : decoded) {
            String place = decoded.size() == 1 ? "" : "/entry/" + (record.record() - 1) + "/resource";
            record.faults().forEach(fault -> faults.add(fault.below(place)));
        }
        if (!faults.isEmpty()) {
            throw invalid("The AuditEvent cannot be accepted; nothing was stored", faults);
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        String type = exchange.header("Content-Type")
                .orElse(MEDIA_TYPE)
                .split(";", -1)[0]
                .strip();
        if (!READ_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw new AuditDbException(StandardErrorCode.UNSUPPORTED_FORMAT, "The body must be " + MEDIA_TYPE);
        }
        return exchange.body().readAllBytes();
    }

    /** Where events are appended: what the parameter says, else the only one that the caller has. */
    private static String tenant(HttpExchange exchange) {
        String tenant = onlyTenant(exchange);
        return tenant != null ? tenant : exchange.access().onlyTenant().orElse(null);
    }

    private static String onlyTenant(HttpExchange exchange) {
        var parameters = new Parameters(exchange, Set.of("tenant", "_format"));
        Optional<String> tenant = parameters.one("tenant");
        FhirSearch.checkFormat(parameters);
        parameters.check();
        return tenant.orElse(null);
    }

    private static AuditDbException invalid(String problem, List<Fault> faults) {
        return new AuditDbException(StandardErrorCode.INVALID_EVENT, problem, faults);
    }

    private static AuditDbException absent() {
        return new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no AuditEvent of this id");
    }
}
