package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.kernel.json.StrictJson;
import io.auditdb.testing.FreePort;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus and its tools judge what the platform shows. */
@Tag("third-party")
class TestPrometheus {
    private static TestingAuditDb audit;

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open(Map.of(
                "plugins.http-api.enabled", true,
                "plugins.cache-local.enabled", true,
                "plugins.partitioning.enabled", true,
                "plugins.monitoring.enabled", true,
                "plugins.monitoring.interval", "200ms"));
        for (int i = 0; i < 20; i++) {
            audit.database().append(SampleEvents.event(i));
        }
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static Path token() {
        return audit.var().resolve("admin.token");
    }

    private String get(String uri, String accept) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + Files.readString(token()).strip());
        if (accept != null) {
            request.header("Accept", accept);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void promtoolFindsNothingToSay() throws Exception {
        String text = get(audit.platform().httpUri().orElseThrow() + "/metrics", null);
        Path input = Files.writeString(directory.resolve("metrics"), text);
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }

    @Test
    void prometheusScrapesIt() throws Exception {
        int port = FreePort.find();
        Path configuration = Files.writeString(directory.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: audit-db
                    authorization:
                      credentials_file: %s
                    static_configs:
                      - targets: ['%s']
                """.formatted(
                        token(), audit.platform().httpUri().orElseThrow().getAuthority()));
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(query(port, "auditdb_events_stored_total"))
                            .isGreaterThanOrEqualTo(20));
            assertThat(query(port, "up")).isOne();
            assertThat(query(port, "auditdb_operation_seconds_count{operation=\"append\"}"))
                    .isGreaterThanOrEqualTo(20);
        } finally {
            prometheus.destroy();
            prometheus.waitFor();
        }
    }

    @Test
    void anAlertmanagerGetsWhatFires() throws Exception {
        int port = FreePort.find();
        Path configuration = Files.writeString(
                directory.resolve("alertmanager.yml"), "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
        Process alertmanager = new ProcessBuilder(
                        "prometheus-alertmanager",
                        "--config.file=" + configuration,
                        "--storage.path=" + directory.resolve("alerts"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("alertmanager.log").toFile())
                .start();
        try (TestingAuditDb alerting = TestingAuditDb.open(Map.of(
                "plugins.monitoring.enabled",
                true,
                "plugins.monitoring.alerts.interval",
                "200ms",
                "plugins.monitoring.alerts.alertmanager",
                "http://127.0.0.1:" + port + "/",
                "plugins.monitoring.alerts.rules.always",
                "auditdb_ingest_writers > 0 severity low"))) {
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                String alerts = get("http://127.0.0.1:" + port + "/api/v2/alerts", null);
                assertThat(alerts).contains("\"alertname\":\"always\"", "\"severity\":\"low\"", "\"state\":\"active\"");
            });
            assertThat(alerting.database()).isNotNull();
        } finally {
            alertmanager.destroy();
            alertmanager.waitFor();
        }
    }

    private double query(int port, String query) throws IOException, InterruptedException {
        String answer = get(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8),
                null);
        Map<?, ?> json = (Map<?, ?>) new StrictJson().read(answer);
        var result = (List<?>) ((Map<?, ?>) json.get("data")).get("result");
        var value = (List<?>) ((Map<?, ?>) result.get(0)).get("value");
        return Double.parseDouble((String) value.get(1));
    }
}
