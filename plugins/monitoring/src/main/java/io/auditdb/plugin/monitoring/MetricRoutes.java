package io.auditdb.plugin.monitoring;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.operations.Metrics;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import java.io.IOException;
import java.util.List;

/** Shows all figures to whoever scrapes them. */
final class MetricRoutes {
    private final Metrics metrics;
    private final MonitoringSettings settings;
    private final PrometheusText text = new PrometheusText();

    MetricRoutes(Metrics metrics, MonitoringSettings settings) {
        this.metrics = metrics;
        this.settings = settings;
    }

    List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/metrics", null, this::metrics));
    }

    private void metrics(HttpExchange exchange) throws IOException {
        if (!settings.open() && exchange.access().rights().isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.UNAUTHENTICATED,
                    "Figures are shown to who has a token, of whatever rights (plugins.monitoring.open)");
        }
        ExpositionFormatWriter writer = text.writer(exchange.header("Accept").orElse(null));
        PrometheusText.write(writer, metrics.read(), exchange.respond(200, writer.getContentType()));
    }
}
