package io.auditdb.kernel.cache;

import static java.util.Map.entry;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Reads queries that are declared in the configuration as parameters of an URL. */
final class DeclaredQuery {
    private static final Map<String, BiConsumer<EventQuery.Builder, String>> PARAMETERS = Map.ofEntries(
            entry("tenant", EventQuery.Builder::tenant),
            entry("from", (query, value) -> query.from(Instant.parse(value))),
            entry("to", (query, value) -> query.to(Instant.parse(value))),
            entry("principal", EventQuery.Builder::principal),
            entry("subject", EventQuery.Builder::subject),
            entry("action", EventQuery.Builder::action),
            entry("target", DeclaredQuery::target),
            entry("status", (query, value) -> query.status(Status.valueOf(value.toUpperCase(Locale.ROOT)))),
            entry("correlation", EventQuery.Builder::correlationId),
            entry("q", EventQuery.Builder::text),
            entry("limit", (query, value) -> query.limit(Integer.parseInt(value))));

    private static void target(EventQuery.Builder query, String target) {
        int slash = target.indexOf('/');
        query.targetType(slash < 0 ? target : target.substring(0, slash));
        query.targetId(slash < 0 ? null : target.substring(slash + 1));
    }

    private DeclaredQuery() {}

    /** Throws {@code INVALID_CONFIG} for what is no query. */
    static EventQuery parse(String text) {
        EventQuery.Builder query = EventQuery.builder();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            BiConsumer<EventQuery.Builder, String> parameter = PARAMETERS.get(name);
            if (parameter == null) {
                throw invalid(text, "there is no parameter \"" + name + "\"");
            }
            try {
                parameter.accept(query, value);
            } catch (DateTimeException | IllegalArgumentException e) {
                throw invalid(text, "\"" + value + "\" is no value of " + name);
            }
        }
        EventQuery parsed = query.build();
        if (parsed.tenants().isEmpty()) {
            throw invalid(text, "it names no tenant");
        }
        return parsed;
    }

    private static AuditDbException invalid(String text, String problem) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG,
                "A query cannot be asked ahead",
                List.of(new Fault("cache.warm", "\"" + text + "\": " + problem)));
    }
}
