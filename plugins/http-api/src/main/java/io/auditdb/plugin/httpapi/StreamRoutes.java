package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.EventFeed;
import io.auditdb.api.event.EventFeed.Placed;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Sends events as they come into the log. Each has its place as id, so that a client that was cut off goes on behind the
 * last one by itself.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class StreamRoutes {
    private static final String MEDIA_TYPE = "text/event-stream";
    private static final Set<String> NAMES = Set.of(
            "tenant",
            "principal",
            "subject",
            "action",
            "target",
            "status",
            "classification",
            "correlation",
            "position");

    private final EventFeed feed;
    private final Json json;
    private final HttpApiSettings settings;

    StreamRoutes(EventFeed feed, Json json, HttpApiSettings settings) {
        this.feed = feed;
        this.json = json;
        this.settings = settings;
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/v1/stream", Right.READ, this::stream));
    }

    private void stream(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, NAMES);
        OptionalLong from = start(exchange, parameters);
        var query = new EventQueryParameters(parameters).query();
        parameters.check();
        try (EventFeed.Reader reader = feed.open(exchange.access(), query.build(), from)) {
            exchange.setHeader("Cache-Control", "no-store");
            exchange.setHeader("X-Accel-Buffering", "no"); // of proxies that would keep it until it ends
            send(reader, exchange.respond(200, MEDIA_TYPE));
        }
    }

    /** Where a client was says more than where it wanted to begin. */
    private static OptionalLong start(HttpExchange exchange, Parameters parameters) {
        var last = exchange.header("Last-Event-ID").map(text -> {
            try {
                return place(text) + 1;
            } catch (IllegalArgumentException e) {
                parameters.fault("Last-Event-ID", e.getMessage());
                return 0L;
            }
        });
        var from = parameters.one("position", StreamRoutes::place);
        return last.or(() -> from).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static Long place(String text) {
        try {
            long place = Long.parseLong(text.strip());
            if (place >= 0) {
                return place;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a place in the log, from 0", e);
        }
        throw new IllegalArgumentException("must be a place in the log, from 0");
    }

    private void send(EventFeed.Reader reader, OutputStream out) throws IOException {
        line(out, ": place " + reader.position() + "\n\n");
        out.flush();
        while (true) { // until the client goes, or the platform
            List<Placed> events = reader.read(settings.streamHeartbeat());
            for (Placed placed : events) {
                line(out, "id: " + placed.leaf() + "\nevent: event\ndata: ");
                json.write(EventJson.of(placed.event()), out);
                line(out, "\n\n");
            }
            if (events.isEmpty()) {
                line(out, ": place " + reader.position() + "\n\n");
            }
            out.flush();
        }
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
