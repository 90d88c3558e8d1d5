package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Right;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Hands out evidence that a stranger can check. */
final class EvidenceRoutes {
    /** The filters of a query; what belongs to pages or to another copy of the data has no meaning for evidence. */
    static final Set<String> BUNDLE_NAMES = Set.of(
            "tenant",
            "from",
            "to",
            "principal",
            "subject",
            "action",
            "target",
            "status",
            "classification",
            "correlation",
            "q",
            "fields");

    private static final String BUNDLE = "application/vnd.audit-db.bundle+ndjson";

    private final Evidence evidence;
    private final Answers answers;
    private final HttpApiSettings settings;
    private final Semaphore running;

    EvidenceRoutes(Evidence evidence, Answers answers, HttpApiSettings settings) {
        this.evidence = evidence;
        this.answers = answers;
        this.settings = settings;
        this.running = new Semaphore(settings.maxBundles());
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/events/{id}/disclosure", Right.READ, this::disclosure),
                new HttpRoute("GET", "/v1/bundle", Right.READ, this::bundle));
    }

    private void disclosure(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("tenant", "fields"));
        Optional<String> tenant = parameters.one("tenant");
        Set<String> fields = fields(parameters);
        parameters.check();
        Optional<String> document =
                evidence.as(exchange.access()).disclosure(tenant.orElse(null), Parameters.id(exchange), fields);
        if (document.isPresent()) {
            exchange.respond(200, Accept.JSON, document.get() + "\n");
        } else {
            answers.notSealed(exchange, settings.sealWait());
        }
    }

    private void bundle(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, BUNDLE_NAMES);
        EventQuery query = new EventQueryParameters(parameters).query().build();
        Set<String> fields = parameters.all("fields").isEmpty() ? Set.of(Evidence.ALL_FIELDS) : fields(parameters);
        parameters.check();
        if (!running.tryAcquire()) {
            throw new AuditDbException(
                    HttpApiErrorCode.BUSY,
                    settings.maxBundles() + " bundles are written already (plugins.http-api.max-bundles)",
                    Duration.ofSeconds(10),
                    null);
        }
        try (var out = new OpenedLater(exchange)) {
            evidence.as(exchange.access()).bundle(query, fields, out);
        } finally {
            running.release();
        }
    }

    /** Names may be given one by one or with commas in between. */
    private static Set<String> fields(Parameters parameters) {
        var fields = new LinkedHashSet<String>();
        for (String value : parameters.all("fields")) {
            fields.addAll(List.of(value.split(",", -1)));
        }
        if (fields.contains("")) {
            parameters.fault("fields", "holds an empty name");
        }
        return fields;
    }

    /** Starts the answer with the first byte: until then an error can still be told as one. */
    private static final class OpenedLater extends FilterOutputStream {
        private final HttpExchange exchange;

        OpenedLater(HttpExchange exchange) {
            super(OutputStream.nullOutputStream());
            this.exchange = exchange;
        }

        private boolean opened;

        private OutputStream opened() throws IOException {
            if (!opened) {
                opened = true;
                exchange.setHeader("Content-Disposition", "attachment; filename=\"events.bundle\"");
                out = exchange.respond(200, BUNDLE);
            }
            return out;
        }

        @Override
        public void write(int b) throws IOException {
            opened().write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            opened().write(bytes, offset, length);
        }

        @Override
        public void close() {
            // the answer is the host's to end: closing it after an error would make it look complete
        }
    }
}
