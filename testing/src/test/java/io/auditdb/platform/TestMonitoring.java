package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a running platform shows of itself. */
class TestMonitoring {
    private static TestingAuditDb audit;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open(settings(false));
    }

    private static Map<String, Object> settings(boolean open) {
        return Map.of(
                "plugins.http-api.enabled", true,
                "plugins.cache-local.enabled", true,
                "plugins.partitioning.enabled", true,
                "plugins.monitoring.enabled", true,
                "plugins.monitoring.open", open,
                "plugins.monitoring.interval", "200ms");
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private HttpResponse<String> get(String path, boolean token) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(audit.platform().httpUri().orElseThrow() + path));
        if (token) {
            request.header(
                    "Authorization",
                    "Bearer "
                            + Files.readString(audit.var().resolve("admin.token"))
                                    .strip());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String metrics() {
        try {
            HttpResponse<String> answer = get("/metrics", true);
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private double figure(String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics());
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }

    @Test
    void countsAndTimesWhatIsDone() {
        double before = figure("auditdb_events_stored_total");
        for (int i = 0; i < 10; i++) {
            audit.database().append(SampleEvents.event(i));
        }
        audit.database().query(EventQuery.builder().limit(1).build());
        audit.awaitSealed(10);

        assertThat(figure("auditdb_events_stored_total") - before).isGreaterThanOrEqualTo(10);
        assertThat(figure("auditdb_operation_seconds_count{operation=\"append\"}"))
                .isGreaterThanOrEqualTo(10);
        assertThat(figure("auditdb_operation_seconds{operation=\"append\",quantile=\"0.99\"}"))
                .isBetween(0.0001, 30.0);
        assertThat(figure("auditdb_operation_seconds_count{operation=\"query\"}"))
                .isPositive();
        assertThat(figure("auditdb_log_leaves")).isGreaterThanOrEqualTo(10);
        assertThat(figure("auditdb_log_checkpoint_age_seconds")).isBetween(-1.0, 60.0);
        assertThat(figure("auditdb_ingest_writers")).isPositive();
    }

    @Test
    void tellsHowEachPartIs() {
        await().untilAsserted(() -> assertThat(figure("auditdb_partitions")).isPositive());
        assertThat(figure("auditdb_pool_max_connections{pool=\"primary-read\"}"))
                .isEqualTo(20);
        assertThat(figure("auditdb_breaker_state{breaker=\"primary\",state=\"closed\"}"))
                .isOne();
        assertThat(figure("auditdb_breaker_state{breaker=\"primary\",state=\"open\"}"))
                .isZero();
        assertThat(figure("auditdb_cache_max_bytes{cache=\"cache-local\"}")).isEqualTo(100 << 20);
        assertThat(figure("auditdb_disk_free_ratio")).isBetween(0.0, 1.0);
        assertThat(figure("auditdb_metrics_failures_total")).isZero();
        assertThat(metrics())
                .contains("auditdb_plugin_state{plugin=\"monitoring\",state=\"active\"", "jvm_memory_used_bytes{");
    }

    @Test
    void requestsAreTimedByRouteAndNotByWhatCallersWrite() throws Exception {
        get("/v1/events/not-an-id", true);
        get("/somewhere/else", true);
        assertThat(figure(
                        "auditdb_http_request_seconds_count{method=\"GET\",route=\"/v1/events/{id}\",status=\"400\"}"))
                .isOne();
        assertThat(figure("auditdb_http_request_seconds_count{method=\"other\",route=\"none\",status=\"404\"}"))
                .isOne();
        assertThat(metrics()).doesNotContain("not-an-id", "somewhere");
    }

    @Test
    void aTokenIsNeededUnlessItIsOpen() throws Exception {
        assertThat(get("/metrics", false).statusCode()).isEqualTo(401);
        audit.stop();
        audit = audit.with(settings(true));
        audit.start();
        assertThat(get("/metrics", false).statusCode()).isEqualTo(200);
    }

    @Test
    void showsTheSameByJmxAndTakesItAwayInTheEnd() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        var pool = new ObjectName("io.auditdb:name=auditdb_pool_max_connections,pool=\"primary-read\",*");
        await().until(() -> !server.queryNames(pool, null).isEmpty());
        Set<ObjectName> names = server.queryNames(pool, null);
        assertThat(server.getAttribute(names.iterator().next(), "Value")).isEqualTo(20.0);

        try (TestingAuditDb other = TestingAuditDb.open(Map.of("plugins.monitoring.enabled", true))) {
            await().until(() -> server.queryNames(pool, null).size() == names.size() + 1);
            assertThat(other.database()).isNotNull();
        }
        assertThat(server.queryNames(pool, null)).isEqualTo(names);
    }
}
