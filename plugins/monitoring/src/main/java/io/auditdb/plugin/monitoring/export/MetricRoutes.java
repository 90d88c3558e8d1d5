package io.auditdb.plugin.monitoring.export;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.operations.Metrics;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import java.io.IOException;
import java.util.List;

/** Shows all figures to whoever scrapes them. */
public final class MetricRoutes {
    private final Metrics metrics;
    private final boolean open;
    private final PrometheusText text = new PrometheusText();

    /** {@code open}: whether they are shown without a token. */
    public MetricRoutes(Metrics metrics, boolean open) {
        this.metrics = metrics;
        this.open = open;
    }

    /** Returns the operation of the HTTP interface. */
    public List<HttpRoute> routes() {
        return List.of(new HttpRoute("GET", "/metrics", null, this::metrics));
    }

    private void metrics(HttpExchange exchange) throws IOException {
        if (!open && exchange.access().rights().isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.UNAUTHENTICATED,
                    "Figures are shown to who has a token, of whatever rights (plugins.monitoring.open)");
        }
        ExpositionFormatWriter writer = text.writer(exchange.header("Accept").orElse(null));
        PrometheusText.write(writer, metrics.read(), exchange.respond(200, writer.getContentType()));
    }
}
