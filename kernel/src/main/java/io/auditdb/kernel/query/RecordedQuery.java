package io.auditdb.kernel.query;

import io.auditdb.api.query.EventQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the record of a read says of the query. */
public final class RecordedQuery {
    private RecordedQuery() {}

    /** Returns its filters by name; the subject is not among them, because a record has a place of its own for it. */
    public static Map<String, Object> details(EventQuery query) {
        var details = new LinkedHashMap<String, Object>();
        details.put("tenants", List.copyOf(query.tenants()));
        query.from().ifPresent(it -> details.put("from", it.toString()));
        query.to().ifPresent(it -> details.put("to", it.toString()));
        query.principal().ifPresent(it -> details.put("principal", it));
        query.action().ifPresent(it -> details.put("action", it));
        query.targetType().ifPresent(it -> details.put("targetType", it));
        query.targetId().ifPresent(it -> details.put("targetId", it));
        query.status().ifPresent(it -> details.put("status", it.name()));
        query.classification().ifPresent(it -> details.put("classification", it.name()));
        query.correlationId().ifPresent(it -> details.put("correlation", it));
        query.text().ifPresent(it -> details.put("text", it));
        return details;
    }
}
