package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.json.Json;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Answers searches with Bundles. */
final class FhirSearchset {
    /** How many pages are looked at for one answer, however small they are. */
    private static final int MOST_LOOKS = 20;

    private final AuditDatabase database;
    private final Json json;
    private final Function<RecordedEvent, Map<?, ?>> resources;
    private final int maxSifted;

    /** Of a search that finds nothing on its first page looks at no more than {@code maxSifted} events in all, and at a few pages. */
    FhirSearchset(AuditDatabase database, Json json, Function<RecordedEvent, Map<?, ?>> resources, int maxSifted) {
        this.database = database;
        this.json = json;
        this.resources = resources;
        this.maxSifted = maxSifted;
    }

    void answer(HttpExchange exchange) throws IOException {
        var search = new FhirSearch(exchange);
        AuditDatabase view = database.as(exchange.access());
        EventQuery query = search.query();
        Optional<UUID> id = search.id();
        if (id.isPresent()) {
            write(exchange, search, entries(search, found(view, search, id.get())), Optional.empty());
            return;
        }
        EventPage page = view.query(query);
        List<Object> entries = entries(search, page.events());
        int seen = page.events().size();
        for (int looks = 1;
                looks < MOST_LOOKS
                        && entries.isEmpty()
                        && seen < maxSifted
                        && page.next().isPresent();
                looks++) {
            page = view.query(query.toBuilder().cursor(page.next().get()).build());
            entries = entries(search, page.events());
            seen += page.events().size();
        }
        write(exchange, search, entries, page.next());
    }

    private static List<RecordedEvent> found(AuditDatabase view, FhirSearch search, UUID id) {
        return search.tenants().isEmpty()
                ? view.find(null, id).stream().toList()
                : search.tenants().stream()
                        .flatMap(tenant -> view.find(tenant, id).stream())
                        .toList();
    }

    private List<Object> entries(FhirSearch search, List<RecordedEvent> events) {
        var entries = new ArrayList<Object>();
        for (RecordedEvent event : events) {
            Map<?, ?> resource = resources.apply(event);
            if (search.passes(event, resource)) {
                entries.add(entry(search, resource));
            }
        }
        return entries;
    }

    private static Map<String, Object> entry(FhirSearch search, Map<?, ?> resource) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("fullUrl", search.base() + "/AuditEvent/" + resource.get("id"));
        entry.put("resource", resource);
        entry.put("search", Map.of("mode", "match"));
        return entry;
    }

    private void write(HttpExchange exchange, FhirSearch search, List<Object> entries, Optional<String> next)
            throws IOException {
        var links = new ArrayList<Object>();
        links.add(Map.of("relation", "self", "url", search.self()));
        next.ifPresent(cursor -> links.add(Map.of("relation", "next", "url", search.next(cursor))));
        var bundle = new LinkedHashMap<String, Object>();
        bundle.put("resourceType", "Bundle");
        bundle.put("type", "searchset");
        bundle.put("link", links);
        if (!entries.isEmpty()) {
            bundle.put("entry", entries);
        }
        json.write(bundle, exchange.respond(200, FhirRoutes.MEDIA_TYPE));
    }
}
