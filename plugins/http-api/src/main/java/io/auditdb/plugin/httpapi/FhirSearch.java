package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.query.EventQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A search for AuditEvents, by the parameters of FHIR R4 and of IHE's ITI-81. Who, whose, what and when the database finds; by
 * the rest what it has found is sifted, so that a page may hold fewer than were asked for, and the next one more.
 */
final class FhirSearch {
    /** By these the database finds; with the kind that a CapabilityStatement tells. */
    private static final Map<String, String> FOUND = Map.of(
            "_id", "token",
            "date", "date",
            "patient", "reference",
            "patient.identifier", "token",
            "agent", "reference",
            "agent.identifier", "token",
            "entity", "reference",
            "outcome", "token");

    private static final Set<String> OTHERS = Set.of("tenant", "_count", "_format", "_cursor");
    /** Of these only one can be searched for at a time. */
    private static final List<String> SINGLE =
            List.of("_id", "patient", "patient.identifier", "agent", "agent.identifier", "entity");

    /** What is asked of an id as well; the rest the database would not be asked for. */
    private static final Set<String> WITH_ID = Set.of("_id", "outcome");

    private static final int COUNT = 50;
    private static final int MOST = 500;

    private final HttpExchange exchange;
    private final Parameters parameters;
    private final FhirSift sift;

    FhirSearch(HttpExchange exchange) {
        this.exchange = exchange;
        var known = new HashSet<>(parameters().keySet());
        known.addAll(OTHERS);
        this.parameters = new Parameters(exchange, known);
        this.sift = new FhirSift(parameters);
    }

    /** Returns those that can be searched for, with the kind of each. */
    static Map<String, String> parameters() {
        var all = new TreeMap<>(FOUND);
        all.putAll(FhirSift.PARAMETERS);
        return all;
    }

    static void checkFormat(Parameters parameters) {
        parameters
                .one("_format")
                .filter(it -> !it.toLowerCase(Locale.ROOT).contains("json"))
                .ifPresent(it -> parameters.fault("_format", "must be json"));
    }

    List<String> tenants() {
        return parameters.all("tenant");
    }

    Optional<UUID> id() {
        return parameters.one("_id", text -> {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("must be a UUID", e);
            }
        });
    }

    /** Throws {@code INVALID_REQUEST} with everything that is wrong with the parameters. */
    EventQuery query() {
        var query = EventQuery.builder();
        query.tenants(Set.copyOf(tenants()));
        query.limit(Math.min(
                MOST, parameters.one("_count", EventQueryParameters::positive).orElse(COUNT)));
        parameters.one("_cursor").ifPresent(query::cursor);
        checkFormat(parameters);
        FhirPeriod period = FhirPeriod.of(parameters, "date");
        Optional.ofNullable(period.from()).ifPresent(query::from);
        Optional.ofNullable(period.to()).ifPresent(query::to);
        parameters.one("patient").map(FhirSearch::patient).ifPresent(query::subject);
        parameters.one("patient.identifier").ifPresent(query::subject);
        parameters.one("agent").ifPresent(query::principal);
        parameters.one("agent.identifier").ifPresent(query::principal);
        parameters.one("entity").ifPresent(it -> entity(query, it));
        parameters.one("outcome").ifPresent(it -> outcome(query, it));
        SINGLE.forEach(this::requireSingle);
        boolean isPatientEntity = parameters.all("entity").stream().anyMatch(it -> it.contains("Patient/"));
        requireOne("patient.identifier", "patient");
        requireOne("agent.identifier", "agent");
        if (isPatientEntity) {
            requireOne("entity", "patient");
            requireOne("entity", "patient.identifier");
        }
        if (id().isPresent()) { // it is looked up, so the database would not ask for the rest
            Stream.concat(FOUND.keySet().stream(), Stream.of("_cursor"))
                    .filter(it -> !WITH_ID.contains(it) && !parameters.all(it).isEmpty())
                    .forEach(it -> parameters.fault(it, "cannot be asked for together with _id"));
        }
        parameters.check();
        return query.build();
    }

    /** {@code Patient/7} and {@code 7} are the same; a URL names the patient of another server. */
    private static String patient(String text) {
        return text.startsWith("Patient/") ? text.substring("Patient/".length()) : text;
    }

    private void entity(EventQuery.Builder query, String text) {
        int slash = text.lastIndexOf('/');
        int before = slash < 1 ? -1 : text.lastIndexOf('/', slash - 1);
        String type = slash < 1 ? "" : text.substring(before + 1, slash);
        if (type.isEmpty() || slash == text.length() - 1) {
            parameters.fault("entity", "must be Type/id, or the URL of a resource");
        } else if (type.equals("Patient")) {
            query.subject(before < 0 ? text.substring(slash + 1) : text);
        } else {
            query.targetType(type);
            query.targetId(before < 0 ? text.substring(slash + 1) : text);
        }
    }

    /** Both are about the same member of an event, and the database is asked for one. */
    private void requireOne(String name, String other) {
        if (!parameters.all(name).isEmpty() && !parameters.all(other).isEmpty()) {
            parameters.fault(name, "cannot be asked for together with " + other);
        }
    }

    private void requireSingle(String name) {
        parameters
                .one(name)
                .filter(it -> it.indexOf(',') >= 0)
                .ifPresent(it -> parameters.fault(name, "can be searched for one at a time"));
    }

    private void outcome(EventQuery.Builder query, String text) {
        var statuses = new HashSet<Status>();
        for (String token : text.split(",", -1)) {
            switch (FhirSift.code(token)) {
                case "0" -> statuses.add(Status.SUCCESS);
                case "4", "8", "12" -> statuses.add(Status.FAILURE);
                default -> parameters.fault("outcome", "must be 0, 4, 8 or 12");
            }
        }
        if (statuses.size() == 1) {
            query.status(statuses.iterator().next());
        }
    }

    /** Whether the rest of what was asked for is so. */
    boolean passes(RecordedEvent event, Map<?, ?> resource) {
        return sift.passes(event, resource);
    }

    /** Where the server is, as the caller has called it. */
    String base() {
        String scheme =
                exchange.header("X-Forwarded-Proto").filter("https"::equals).orElse("http");
        return scheme + "://" + exchange.header("Host").orElse("localhost") + "/fhir";
    }

    String self() {
        return url(exchange.queryParameters().entrySet().stream()
                .flatMap(it -> it.getValue().stream().map(value -> pair(it.getKey(), value)))
                .toList());
    }

    String next(String cursor) {
        var pairs = new ArrayList<String>();
        exchange.queryParameters().forEach((name, values) -> {
            if (!name.equals("_cursor")) {
                values.forEach(value -> pairs.add(pair(name, value)));
            }
        });
        pairs.add(pair("_cursor", cursor));
        return url(pairs);
    }

    private String url(List<String> pairs) {
        return base() + "/AuditEvent" + (pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
    }

    private static String pair(String name, String value) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
