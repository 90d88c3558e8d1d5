package io.auditdb.kernel.http;

import io.auditdb.api.http.HttpRoute;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route for a method and a path. Immutable. */
final class RouteTable {
    private static final Logger log = LoggerFactory.getLogger(RouteTable.class);

    /** What was found at a path: the route, if one has the method, and every method there is. */
    record Found(Optional<Match> match, SortedSet<String> allowed) {}

    /** A route with what its parameters stand for. */
    record Match(HttpRoute route, Map<String, String> parameters) {}

    private record Entry(PathTemplate template, Map<String, HttpRoute> byMethod) {}

    private final List<Entry> entries;

    /** Takes what can be used: of two equal routes the first, and none whose path makes no sense. */
    RouteTable(Collection<HttpRoute> routes) {
        var byTemplate = new TreeMap<PathTemplate, Map<String, HttpRoute>>(Comparator.naturalOrder());
        for (HttpRoute route : routes) {
            try {
                var methods = byTemplate.computeIfAbsent(new PathTemplate(route.path()), t -> new TreeMap<>());
                if (methods.putIfAbsent(route.method(), route) != null) {
                    log.error("Two routes for {} {}: only the first is used", route.method(), route.path());
                }
            } catch (IllegalArgumentException e) {
                log.error("The route {} {} is not used", route.method(), route.path(), e);
            }
        }
        this.entries = byTemplate.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), Map.copyOf(entry.getValue())))
                .toList();
    }

    /** Looks for the most specific route that has the method. HEAD is answered by GET where nothing else does. */
    Found find(String method, List<String> segments) {
        var allowed = new TreeSet<String>();
        Optional<Match> found = Optional.empty();
        for (Entry entry : entries) {
            var parameters = entry.template().match(segments);
            if (parameters.isPresent()) {
                allowed.addAll(entry.byMethod().keySet());
                if (found.isEmpty()) {
                    found = route(entry, method).map(route -> new Match(route, parameters.get()));
                }
            }
        }
        if (!allowed.isEmpty()) {
            allowed.add("OPTIONS");
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
        }
        return new Found(found, allowed);
    }

    private static Optional<HttpRoute> route(Entry entry, String method) {
        HttpRoute route = entry.byMethod().get(method);
        if (route == null && method.equals("HEAD")) {
            route = entry.byMethod().get("GET");
        }
        return Optional.ofNullable(route);
    }
}
