package io.auditdb.kernel.http;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.errors.CallContext;
import io.auditdb.kernel.errors.CallContexts;
import io.auditdb.kernel.resilience.FailureJournal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings each request to its route, after the caller's rights are checked, and tells what went wrong. */
final class RequestDispatcher extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(RequestDispatcher.class);

    private static final String CORRELATION = "X-Correlation-Id";

    private final HttpSettings settings;
    private final Function<String, Optional<Access>> authenticator;
    private final ProblemWriter problems;
    private final CallContexts contexts;
    private final FailureJournal journal;
    private final Metrics metrics;
    private volatile RouteTable routes = new RouteTable(List.of());

    RequestDispatcher(
            HttpSettings settings,
            Function<String, Optional<Access>> authenticator,
            Json json,
            CallContexts contexts,
            FailureJournal journal,
            Metrics metrics) {
        this.metrics = metrics;
        this.contexts = contexts;
        this.journal = journal;
        this.settings = settings;
        this.authenticator = authenticator;
        this.problems = new ProblemWriter(settings, json);
    }

    /** Serves these routes from now on; requests in flight finish on the old ones. */
    void use(RouteTable routes) {
        this.routes = routes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try (CallContext context = contexts.open(request.getHeaders()::get)) {
            return handle(request, response, callback, context);
        }
    }

    private boolean handle(Request request, Response response, Callback callback, CallContext context) {
        var call = new Call(request, response, new BearerAuthentication(request, authenticator), context);
        // While a handler works the connection is silent for good reason; reads and writes still time out.
        request.addIdleTimeoutListener(timeout -> false);
        long started = System.nanoTime();
        try {
            call.serve();
            callback.succeeded();
        } catch (Throwable failure) {
            call.fail(failure, callback);
        }
        call.measured(System.nanoTime() - started);
        return true;
    }

    /** One request on its way. */
    private final class Call {
        private final Request request;
        private final Response response;
        private final BearerAuthentication caller;
        private final CallContext context;
        private HttpRoute route;
        private JettyExchange exchange;

        Call(Request request, Response response, BearerAuthentication caller, CallContext context) {
            this.context = context;
            this.request = request;
            this.response = response;
            this.caller = caller;
        }

        /** What the log calls it: never the URL, which may name persons. */
        String name() {
            return route == null ? "A request without a route" : route.method() + " " + route.path();
        }

        /** Methods and paths that no route has are the caller's own words. */
        void measured(long nanos) {
            metrics.timer(
                            "auditdb_http_request_seconds",
                            "How long requests took, until the last byte was handed over",
                            "method",
                            route == null ? "other" : route.method(),
                            "route",
                            route == null ? "none" : route.path(),
                            "status",
                            Integer.toString(response.getStatus()))
                    .record(nanos);
            log.debug("{}: {} in {} ms", name(), response.getStatus(), nanos / 1_000_000);
        }

        void serve() throws IOException {
            ProblemWriter.putDefaultHeaders(response);
            response.getHeaders().put(CORRELATION, context.correlationId());
            String path = request.getHttpURI().getPath();
            if (path == null || !path.startsWith("/")) {
                throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is nothing at this address");
            }
            List<String> segments = UrlText.segments(path);
            RouteTable.Found found = routes.find(request.getMethod(), segments);
            if (found.match().isPresent()) {
                RouteTable.Match match = found.match().get();
                route = match.route();
                context.operation(name());
                exchange =
                        new JettyExchange(request, response, settings, segments, match.parameters(), caller::optional);
                checkRight();
                route.handler().handle(exchange);
                finish();
            } else {
                answerWithout(found);
            }
        }

        private void checkRight() {
            if (route.right() == null) {
                return;
            }
            Access access = caller.required();
            contexts.caller(
                    context,
                    access,
                    exchange.queryParameters().getOrDefault("tenant", List.of()).stream()
                            .findFirst());
            if (!access.may(route.right())) {
                throw new AuditDbException(
                        StandardErrorCode.FORBIDDEN,
                        "The token lacks the right to " + route.right().text() + "; use one that has it");
            }
        }

        private void finish() throws IOException {
            if (exchange.answer() == null) {
                throw new IllegalStateException("the handler gave no answer");
            }
            exchange.answer().finish();
        }

        private void answerWithout(RouteTable.Found found) throws IOException {
            if (found.allowed().isEmpty()) {
                throw new AuditDbException(
                        StandardErrorCode.NOT_FOUND, "There is nothing at this path; see /openapi.json");
            }
            String allowed = String.join(", ", found.allowed());
            if (request.getMethod().equals("OPTIONS")) {
                response.getHeaders().put(HttpHeader.ALLOW, allowed);
                response.setStatus(HttpStatus.NO_CONTENT_204);
                return;
            }
            var error = new AuditDbException(
                    StandardErrorCode.METHOD_NOT_ALLOWED, "The path does not have this method; it has " + allowed);
            journal.failed(error);
            problems.write(request, response, named(Problem.of(error, null)), headers(Map.of("Allow", allowed)));
        }

        void fail(Throwable failure, Callback callback) {
            Problem problem = named(problems.describe(failure));
            if (!connectionFailed(failure)) {
                journal.failed(failure);
            }
            if (problem.instance() != null && !connectionFailed(failure)) {
                log.error("{} failed, error {}", name(), problem.instance(), failure);
            }
            if (response.isCommitted()) {
                callback.failed(new Aborted(failure));
                return;
            }
            try {
                problems.write(request, response, problem, headers(challenge(problem)));
                callback.succeeded();
            } catch (IOException | RuntimeException e) {
                callback.failed(new Aborted(e));
            }
        }

        private Problem named(Problem problem) {
            return problem.within(context.correlationId());
        }

        private Map<String, String> headers(Map<String, String> own) {
            var headers = new LinkedHashMap<>(own);
            headers.put(CORRELATION, context.correlationId());
            return headers;
        }

        private boolean connectionFailed(Throwable failure) {
            return exchange != null && exchange.connectionFailed() && !(failure instanceof AuditDbException);
        }

        private Map<String, String> challenge(Problem problem) {
            return problem.status() == 401 || problem.status() == 403
                    ? Map.of("WWW-Authenticate", caller.challenge(problem.status()))
                    : Map.of();
        }
    }

    /** Tells Jetty to cut the connection, so that the caller sees that the answer is not whole. */
    private static final class Aborted extends RuntimeException implements QuietException {
        private static final long serialVersionUID = 1L;

        Aborted(Throwable cause) {
            super("the answer was cut off", cause);
        }
    }
}
