package io.auditdb.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** A request has a name that its answer, its log lines and its errors share. */
class TestRequestNames {
    private static final String NAME = "X-Correlation-Id";
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    private final TestingListener http = new TestingListener();
    private final AtomicReference<Map<String, String>> logged = new AtomicReference<>();

    @AfterEach
    void close() {
        http.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return http.send(http.request(path).headers(headers));
    }

    private static String name(HttpResponse<String> answer) {
        return answer.headers().firstValue(NAME).orElseThrow();
    }

    @Test
    void anAnswerHasTheNameOfTheRequestOrANewOne() throws Exception {
        http.route("GET", "/hello", null, exchange -> exchange.respond(200, "text/plain", "hello"));
        assertThat(name(get("/hello", NAME, "visit-17"))).isEqualTo("visit-17");
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assertThat(name(get("/hello", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01")))
                .isEqualTo(trace);
        assertThat(name(http.get("/hello"))).hasSize(36).isNotEqualTo(name(http.get("/hello")));
    }

    @Test
    void aProblemHasItAsWell() throws Exception {
        http.route("POST", "/only", null, exchange -> exchange.respond(200, "text/plain", "x"));
        for (String path : new String[] {"/nowhere", "/only"}) {
            HttpResponse<String> refused = get(path, NAME, "visit-18");
            assertThat(refused.statusCode()).isBetween(404, 405);
            assertThat(name(refused)).isEqualTo("visit-18");
            assertThat(http.problem(refused)).containsEntry("correlationId", "visit-18");
        }
    }

    @Test
    void logLinesOfTheRequestCarryItsContextAndThoseOfTheNextDoNot() throws Exception {
        http.route("GET", "/who", Right.READ, exchange -> {
            logged.set(MDC.getCopyOfContextMap());
            exchange.respond(200, "text/plain", "x");
        });
        http.route("GET", "/open", null, exchange -> {
            logged.set(MDC.getCopyOfContextMap());
            exchange.respond(200, "text/plain", "x");
        });
        get("/who", "Authorization", "Bearer reader", NAME, "visit-19");
        assertThat(logged.get())
                .containsEntry("correlationId", "visit-19")
                .containsEntry("operation", "GET /who")
                .containsEntry("tenant", "clinic")
                .containsKey("instance");
        assertThat(logged.get().get("principal")).matches("[0-9a-f]{12}");
        http.get("/open");
        assertThat(logged.get()).doesNotContainKeys("tenant", "principal").containsEntry("operation", "GET /open");
    }

    @Test
    void whatARequestMetIsCountedWithItsContext() throws Exception {
        http.route("GET", "/away", Right.READ, exchange -> {
            throw new AuditDbException(
                    StandardErrorCode.DATABASE_UNAVAILABLE, "It is away", Duration.ofMillis(26_500), null);
        });
        HttpResponse<String> refused = get("/away", "Authorization", "Bearer reader", NAME, "visit-20");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("27");
        ErrorGroup group = http.errors.report(OPERATOR).groups().get(0);
        assertThat(group.category()).isEqualTo(Category.CONNECTION);
        assertThat(group.message()).isEqualTo("It is away");
        assertThat(group.context().operation()).isEqualTo("GET /away");
        assertThat(group.context().correlationId()).isEqualTo("visit-20");
    }
}
