package io.auditdb.client;

import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheWarming;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What operators do with kept answers. Throws as {@link AuditDbClient} does; changes are never repeated by themselves. Safe
 * for use by many threads.
 */
public final class CacheOperations {
    private static final String CACHE = "/v1/cache";

    private final Transport transport;

    CacheOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns what the instance that answers has kept and saved since it started. */
    public CacheReport report() {
        try (Answer answer = transport.send(Call.get(CACHE))) {
            return answer.json(CacheAnswers::report);
        }
    }

    /** Makes answers unusable, on every instance, before this returns. */
    public void invalidate(CacheInvalidation what) {
        var json = new LinkedHashMap<String, Object>();
        json.put("tenant", what.tenant());
        json.put("tags", new TreeSet<>(what.tags()));
        order("invalidate", json).close();
    }

    /** Makes every answer unusable, and empties the caches of the instance that answers. */
    public void clear() {
        order("clear", Map.of()).close();
    }

    /** Finds out the answers to the queries that are declared, and keeps them; returns one step each. */
    public List<CacheWarming> warm() {
        try (Answer answer = order("warm", Map.of())) {
            return answer.json(CacheAnswers::warmed);
        }
    }

    private Answer order(String what, Map<String, ?> json) {
        return transport.send(Call.post(CACHE + "/" + what)
                .sending(Call.JSON, JsonText.write(json))
                .waiting(transport.settings().bulkTimeout()));
    }
}
