package io.auditdb.examples.hello;

import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.Setting;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Greets each event that is appended, and tells at {@code GET /v1/hello} how many it has seen. */
public final class HelloPlugin implements Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(HelloPlugin.class);

    /** What the configuration file may say below {@code plugins.hello-plugin}. */
    public record Settings(
            @Setting(value = "How to greet", defaultValue = "Hello")
            String greeting) {}

    private final AtomicLong seen = new AtomicLong();
    private volatile String greeting;
    private Json json;

    @Override
    public String name() {
        return "hello-plugin";
    }

    @Override
    public Class<? extends Record> settings() {
        return Settings.class;
    }

    @Override
    public void start(PluginContext context) {
        greeting = context.settings(Settings.class).greeting();
        json = context.service(Json.class);
    }

    // snippet: reconfiguration
    @Override
    public Optional<Runnable> reconfiguration(Record settings) {
        return Optional.of(() -> greeting = ((Settings) settings).greeting());
    }
    // end snippet

    @Override
    public List<EventListener> listeners() {
        return List.of(this::greet);
    }

    @Override
    public List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/v1/hello", Right.READ, this::answer));
    }

    private void greet(List<RecordedEvent> events) {
        long total = seen.addAndGet(events.size());
        // Who did what is personal; a log gets numbers.
        LOG.info("{}, {} new events, {} since I started", greeting, events.size(), total);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.respond(200, "application/json", json.write(Map.of("greeting", greeting, "appended", seen.get())));
    }
}
