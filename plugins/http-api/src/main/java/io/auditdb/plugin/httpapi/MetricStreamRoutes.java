package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricFamily.Sample;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** Sends figures of this instance again and again, as server-sent events. */
final class MetricStreamRoutes {
    private static final Set<String> NAMES = Set.of("name", "interval");
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final Metrics metrics;
    private final Json json;
    private final Semaphore places;
    private final int most;
    private final Clock clock;

    MetricStreamRoutes(Metrics metrics, Json json, HttpApiSettings settings, Clock clock) {
        this.metrics = metrics;
        this.json = json;
        this.most = settings.maxMetricStreams();
        this.places = new Semaphore(most);
        this.clock = clock;
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/v1/stream/metrics", Right.OPERATE, this::stream));
    }

    private void stream(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, NAMES);
        List<Pattern> wanted =
                parameters.all("name").stream().map(MetricStreamRoutes::pattern).toList();
        Duration interval =
                parameters.one("interval", MetricStreamRoutes::interval).orElse(INTERVAL);
        parameters.check();
        if (!places.tryAcquire()) {
            throw new AuditDbException(
                    StandardErrorCode.QUEUE_FULL,
                    most
                            + " read figures as they come already, which is the most (plugins.http-api.max-metric-streams)",
                    RETRY_AFTER,
                    null);
        }
        try {
            exchange.setHeader("Cache-Control", "no-store");
            exchange.setHeader("X-Accel-Buffering", "no"); // of proxies that would keep it until it ends
            send(wanted, interval, exchange.respond(200, "text/event-stream"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the platform stops
        } finally {
            places.release();
        }
    }

    private static Duration interval(String text) {
        Duration interval = DurationText.parse(text);
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("must be between 1s and 1h");
        }
        return interval;
    }

    /** A star stands for any run of characters. */
    private static Pattern pattern(String name) {
        return Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q"));
    }

    private void send(List<Pattern> wanted, Duration interval, OutputStream out)
            throws IOException, InterruptedException {
        while (true) { // until the client goes, or the platform
            line(out, "event: metrics\ndata: ");
            json.write(figures(wanted), out);
            line(out, "\n\n");
            out.flush();
            Thread.sleep(interval.toMillis());
        }
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> figures(List<Pattern> wanted) {
        var figures = new ArrayList<Map<String, Object>>();
        for (MetricFamily family : metrics.read()) {
            if (wanted.isEmpty()
                    || wanted.stream().anyMatch(it -> it.matcher(family.name()).matches())) {
                family.samples().forEach(it -> figures.add(of(family.name(), it)));
            }
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("at", clock.instant().toString());
        answer.put("figures", figures);
        return answer;
    }

    /** What is not a number is null, for JSON has none. */
    private static Map<String, Object> of(String name, Sample sample) {
        var figure = new LinkedHashMap<String, Object>();
        figure.put("name", name);
        figure.put("labels", sample.labels());
        if (sample.distribution() == null) {
            figure.put("value", number(sample.value()));
        } else {
            figure.put("count", sample.distribution().count());
            figure.put("sum", number(sample.distribution().sum()));
            var quantiles = new LinkedHashMap<String, Object>();
            sample.distribution().quantiles().forEach((part, value) -> quantiles.put(part.toString(), number(value)));
            figure.put("quantiles", quantiles);
        }
        return figure;
    }

    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
