package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpHandler;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and changes which plugins run. */
final class PluginRoutes {
    private static final Logger log = LoggerFactory.getLogger(PluginRoutes.class);
    private static final Set<String> JAR_TYPES =
            Set.of("application/java-archive", "application/x-java-archive", "application/octet-stream");

    private interface Change {
        PluginInfo apply(Access by, String name);
    }

    private final Plugins plugins;
    private final PluginContext context;
    private final HttpApiSettings settings;
    private final Answers answers;

    PluginRoutes(Plugins plugins, PluginContext context, Json json, HttpApiSettings settings) {
        this.plugins = plugins;
        this.context = context;
        this.settings = settings;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/plugins", Right.OPERATE, this::list),
                new HttpRoute("POST", "/v1/plugins", Right.OPERATE, this::install),
                new HttpRoute("POST", "/v1/plugins/{name}/enable", Right.OPERATE, change(plugins::enable)),
                new HttpRoute("POST", "/v1/plugins/{name}/disable", Right.OPERATE, change(plugins::disable)),
                new HttpRoute("POST", "/v1/plugins/{name}/swap", Right.OPERATE, change(plugins::swap)),
                new HttpRoute("DELETE", "/v1/plugins/{name}", Right.OPERATE, this::remove),
                new HttpRoute("GET", "/v1/plugin-history", Right.OPERATE, this::history));
    }

    private void list(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        var all = plugins.list(exchange.access()).stream()
                .map(PluginRoutes::answer)
                .toList();
        answers.json(exchange, 200, Map.of("plugins", all));
    }

    private void history(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("plugin"));
        Optional<String> plugin = parameters.one("plugin", text -> text);
        parameters.check();
        var steps = plugins.history(exchange.access(), plugin).stream()
                .map(PluginRoutes::answer)
                .toList();
        answers.json(exchange, 200, Map.of("steps", steps));
    }

    private static Map<String, Object> answer(PluginStep step) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("plugin", step.plugin());
        answer.put("version", step.version());
        answer.put("step", step.kind().name().toLowerCase(Locale.ROOT));
        answer.put("at", step.at().toString());
        answer.put("millis", Millis.of(step.took()));
        answer.put("problem", step.problem().orElse(null));
        return answer;
    }

    private HttpHandler change(Change change) {
        return exchange -> {
            Parameters.none(exchange);
            Access by = exchange.access();
            String name = exchange.pathParameter("name");
            if (name.equals(context.name())) {
                changeMyself(exchange, change, by);
            } else {
                answers.json(exchange, 200, answer(change.apply(by, name)));
            }
        };
    }

    /**
     * Stopping waits for the calls in flight, and this call is one: the change has to happen after the answer. The thread
     * is not this plugin's to end, because it outlives the plugin by design.
     */
    private void changeMyself(HttpExchange exchange, Change change, Access by) throws IOException {
        PluginInfo now = plugins.list(by).stream()
                .filter(info -> info.name().equals(context.name()))
                .findFirst()
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no such plugin"));
        var thread = new Thread(() -> changeLater(change, by), context.name() + "-change");
        thread.setDaemon(true);
        answers.json(exchange, 202, answer(now));
        thread.start();
    }

    private void changeLater(Change change, Access by) {
        try {
            change.apply(by, context.name());
        } catch (RuntimeException e) {
            log.error("The plugin {} could not be changed", context.name(), e);
        }
    }

    private void install(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        String type =
                exchange.header("Content-Type").orElse("").split(";", -1)[0].strip();
        if (!JAR_TYPES.contains(type)) {
            throw new AuditDbException(
                    StandardErrorCode.UNSUPPORTED_FORMAT, "The body must be a jar: application/java-archive");
        }
        Path jar = Files.createTempFile(context.directory(), "upload-", ".jar");
        try {
            receive(exchange.unlimitedBody(), jar);
            answers.json(exchange, 201, answer(plugins.install(exchange.access(), jar)));
        } finally {
            Files.deleteIfExists(jar);
        }
    }

    private void receive(InputStream in, Path jar) throws IOException {
        long left = settings.maxPluginJar().bytes();
        try (OutputStream out = Files.newOutputStream(jar)) {
            byte[] buffer = new byte[16 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new AuditDbException(
                            StandardErrorCode.TOO_LARGE,
                            "The jar is larger than " + settings.maxPluginJar() + " (plugins.http-api.max-plugin-jar)");
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private void remove(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        plugins.remove(exchange.access(), exchange.pathParameter("name"));
        Answers.nothing(exchange);
    }

    private static Map<String, Object> answer(PluginInfo info) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", info.name());
        answer.put("version", info.version());
        answer.put("state", info.state().name());
        answer.put("since", info.since().toString());
        answer.put("reason", info.reason().orElse(null));
        answer.put("extensions", info.extensions());
        answer.put("uses", info.uses().orElse(null));
        return answer;
    }
}
