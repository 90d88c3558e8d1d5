package io.auditdb.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.Optional;

/** The query part of a URL. Not safe for use by several threads. */
final class QueryString {
    private final StringBuilder text = new StringBuilder();

    /** The filters of a query and the size of its pages. */
    static String page(EventQuery query) {
        return filters(query).add("limit", query.limit()).toString();
    }

    /** Which events a query is about, and how they are to be read. */
    static QueryString filters(EventQuery query) {
        QueryString parts = selection(query);
        parts.add("cursor", query.cursor());
        parts.add("consistency", lower(query.consistency()));
        parts.add("after", query.after());
        parts.add("maxLag", query.maxLag().map(lag -> lag.toMillis() + "ms"));
        if (query.workload() != Workload.INTERACTIVE) {
            parts.add("workload", lower(query.workload()));
        }
        return parts;
    }

    /** Which events a query is about. */
    static QueryString selection(EventQuery query) {
        var parts = new QueryString();
        query.tenants().forEach(tenant -> parts.add("tenant", tenant));
        parts.add("from", query.from());
        parts.add("to", query.to());
        parts.add("principal", query.principal());
        parts.add("subject", query.subject());
        parts.add("action", query.action());
        parts.add("target", target(query));
        parts.add("status", query.status().map(QueryString::lower));
        parts.add("classification", query.classification());
        parts.add("correlation", query.correlationId());
        return parts.add("q", query.text());
    }

    private static Optional<String> target(EventQuery query) {
        return query.targetType()
                .map(type -> query.targetId().map(id -> type + "/" + id).orElse(type));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Adds a parameter; nothing when the value is null or an empty Optional. */
    QueryString add(String name, Object value) {
        Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (present != null) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(encode(present.toString()));
        }
        return this;
    }

    /** Encodes a part of a path or a value. */
    static String encode(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
