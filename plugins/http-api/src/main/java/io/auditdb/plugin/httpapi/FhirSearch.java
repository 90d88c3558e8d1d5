package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.Status;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.query.EventQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A search for AuditEvents, by the parameters of FHIR R4 and of IHE's ITI-81. Who, whose, what and when the database finds; by
 * codes what it has found is sifted, so that a page may hold fewer than were asked for, and the next one more.
 */
final class FhirSearch {
    /** Those that are searched for, with the kind that a CapabilityStatement tells. */
    static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("_id", "token"),
            Map.entry("date", "date"),
            Map.entry("patient", "reference"),
            Map.entry("patient.identifier", "token"),
            Map.entry("agent", "reference"),
            Map.entry("agent.identifier", "token"),
            Map.entry("entity", "reference"),
            Map.entry("outcome", "token"),
            Map.entry("action", "token"),
            Map.entry("type", "token"),
            Map.entry("subtype", "token"));

    private static final Set<String> OTHERS = Set.of("tenant", "_count", "_format", "_cursor");
    /** Of these what was found is sifted. */
    private static final List<String> SIFTED = List.of("action", "type", "subtype");
    /** Of these only one can be searched for at a time. */
    private static final List<String> SINGLE =
            List.of("_id", "patient", "patient.identifier", "agent", "agent.identifier", "entity");

    /** By these the database finds. */
    private static final List<String> FOUND =
            List.of("date", "patient", "patient.identifier", "agent", "agent.identifier", "entity", "_cursor");

    private static final int COUNT = 50;
    private static final int MOST = 500;

    private final HttpExchange exchange;
    private final Parameters parameters;

    FhirSearch(HttpExchange exchange) {
        this.exchange = exchange;
        var known = new HashSet<>(PARAMETERS.keySet());
        known.addAll(OTHERS);
        this.parameters = new Parameters(exchange, known);
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
        dates(query);
        parameters.one("patient").map(FhirSearch::patient).ifPresent(query::subject);
        parameters.one("patient.identifier").ifPresent(query::subject);
        parameters.one("agent").ifPresent(query::principal);
        parameters.one("agent.identifier").ifPresent(query::principal);
        parameters.one("entity").ifPresent(it -> entity(query, it));
        parameters.one("outcome").ifPresent(it -> outcome(query, it));
        SIFTED.forEach(parameters::one);
        SINGLE.forEach(this::requireSingle);
        if (id().isPresent()) { // it is looked up, so the database would not ask for the rest
            FOUND.stream()
                    .filter(it -> !parameters.all(it).isEmpty())
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

    private void requireSingle(String name) {
        parameters
                .one(name)
                .filter(it -> it.indexOf(',') >= 0)
                .ifPresent(it -> parameters.fault(name, "can be searched for one at a time"));
    }

    private void outcome(EventQuery.Builder query, String text) {
        var statuses = new HashSet<Status>();
        for (String token : text.split(",", -1)) {
            switch (code(token)) {
                case "0" -> statuses.add(Status.SUCCESS);
                case "4", "8", "12" -> statuses.add(Status.FAILURE);
                default -> parameters.fault("outcome", "must be 0, 4, 8 or 12");
            }
        }
        if (statuses.size() == 1) {
            query.status(statuses.iterator().next());
        }
    }

    private static String code(String token) {
        return token.substring(token.lastIndexOf('|') + 1);
    }

    /** Whether codes are as they were asked for. */
    boolean matches(Map<?, ?> resource) {
        return hasCode("outcome", resource.get("outcome"))
                && hasCode("action", resource.get("action"))
                && hasCoding("type", List.of(resource.get("type") == null ? Map.of() : resource.get("type")))
                && hasCoding("subtype", resource.get("subtype") instanceof List<?> list ? list : List.of());
    }

    private boolean hasCode(String name, Object code) {
        return tokens(name)
                .map(tokens -> tokens.stream().anyMatch(it -> code(it).equals(code)))
                .orElse(true);
    }

    private boolean hasCoding(String name, List<?> codings) {
        return tokens(name)
                .map(tokens ->
                        tokens.stream().anyMatch(it -> codings.stream().anyMatch(coding -> isCoding(it, coding))))
                .orElse(true);
    }

    /** One of them is enough. */
    private Optional<List<String>> tokens(String name) {
        return parameters.one(name).map(it -> List.of(it.split(",", -1)));
    }

    /** {@code code}, {@code system|code}, or {@code |code} for one without a system. */
    private static boolean isCoding(String token, Object value) {
        if (!(value instanceof Map<?, ?> coding) || !code(token).equals(coding.get("code"))) {
            return false;
        }
        int bar = token.lastIndexOf('|');
        return bar < 0
                || (bar == 0
                        ? coding.get("system") == null
                        : token.substring(0, bar).equals(coding.get("system")));
    }

    private void dates(EventQuery.Builder query) {
        Instant from = null;
        Instant to = null;
        for (String text : parameters.all("date")) {
            String prefix = text.matches("[a-z]{2}.*") ? text.substring(0, 2) : "eq";
            Span span;
            try {
                span = Span.of(text.matches("[a-z]{2}.*") ? text.substring(2) : text);
            } catch (DateTimeException e) {
                parameters.fault("date", "must be a date or time such as ge2026-03-01 or lt2026-03-01T08:00:00Z");
                continue;
            }
            boolean isFrom = Set.of("eq", "ge", "gt").contains(prefix);
            boolean isTo = Set.of("eq", "le", "lt").contains(prefix);
            if (!isFrom && !isTo) {
                parameters.fault("date", "may begin with eq, ge, gt, le or lt");
            }
            if (isFrom) {
                Instant bound = prefix.equals("gt") ? span.end() : span.start();
                from = from == null || bound.isAfter(from) ? bound : from;
            }
            if (isTo) {
                Instant bound = prefix.equals("lt") ? span.start() : span.end();
                to = to == null || bound.isBefore(to) ? bound : to;
            }
        }
        if (from != null && to != null && to.isBefore(from)) {
            to = from; // nothing is in it
        }
        Optional.ofNullable(from).ifPresent(query::from);
        Optional.ofNullable(to).ifPresent(query::to);
    }

    /**
     * What a date that is not exact stands for.
     *
     * @param end exclusive
     */
    private record Span(Instant start, Instant end) {
        static Span of(String text) {
            return switch (text.length()) {
                case 4 ->
                    days(
                            Year.parse(text).atDay(1),
                            Year.parse(text).plusYears(1).atDay(1));
                case 7 ->
                    days(
                            YearMonth.parse(text).atDay(1),
                            YearMonth.parse(text).plusMonths(1).atDay(1));
                case 10 -> days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
                default -> {
                    Instant time = OffsetDateTime.parse(text).toInstant();
                    yield new Span(time, text.indexOf('.') < 0 ? time.plusSeconds(1) : time.plusMillis(1));
                }
            };
        }

        private static Span days(LocalDate first, LocalDate next) {
            return new Span(
                    first.atStartOfDay().toInstant(ZoneOffset.UTC),
                    next.atStartOfDay().toInstant(ZoneOffset.UTC));
        }
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
