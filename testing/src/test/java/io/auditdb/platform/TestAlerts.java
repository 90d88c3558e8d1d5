package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.Status;
import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.State;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the cause of an alert to whoever is told, with a web hook that is a real server. */
class TestAlerts {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final String SECRET = "a secret of some length";
    /** What the issue of alerts may take beyond the time for which a condition has to hold. */
    private static final Duration AIM = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private final List<Map<?, ?>> received = new CopyOnWriteArrayList<>();
    private final List<String> attempts = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer hook;
    private TestingAuditDb audit;

    @BeforeEach
    void open() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        hook.createContext("/hook", this::receive);
        hook.start();
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        audit = TestingAuditDb.open(Map.of(
                "plugins.monitoring.enabled",
                true,
                "plugins.monitoring.alerts.interval",
                "200ms",
                "plugins.monitoring.alerts.webhooks",
                List.of("http://127.0.0.1:" + hook.getAddress().getPort() + "/hook"),
                "plugins.monitoring.alerts.webhook-secret-file",
                secret.toString(),
                "plugins.monitoring.alerts.rules.events-many",
                "auditdb_log_leaves > 50 severity high",
                "plugins.monitoring.alerts.rules.vault",
                "increase 5m of events{action=\"vault.*\", status=\"failure\"} > 5",
                "plugins.monitoring.alerts.rules.component-degraded",
                "off"));
    }

    @AfterEach
    void close() {
        audit.close();
        hook.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        attempts.add(exchange.getRequestHeaders().getFirst("X-Audit-Db-Delivery"));
        if (status == 200) {
            String signature = exchange.getRequestHeaders().getFirst("X-Audit-Db-Signature");
            String[] parts = signature.split("[=,]", -1);
            assertThat(parts[3]).isEqualTo(hmac(parts[1] + "." + body));
            ((List<?>) ((Map<?, ?>) new StrictJson().read(body)).get("alerts"))
                    .forEach(it -> received.add((Map<?, ?>) it));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Alerts alerts() {
        return audit.platform().service(Alerts.class);
    }

    private Optional<Alert> firing() {
        return alerts().list(OPERATOR).stream()
                .filter(it -> it.rule().equals("events-many") && it.state() == State.FIRING)
                .findFirst();
    }

    private void cause() {
        for (int i = 0; i < 60; i++) {
            audit.database().append(SampleEvents.event(i));
        }
    }

    private boolean isRecorded(String action) {
        return !audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action(action)
                        .limit(1)
                        .build())
                .events()
                .isEmpty();
    }

    @Test
    void aWebHookLearnsOfTheCauseInTimeAndThatIsOnRecord() {
        cause();
        long start = System.nanoTime();
        await().atMost(AIM).until(() -> received.stream().anyMatch(it -> "events-many".equals(it.get("rule"))));
        System.out.printf("From cause to web hook: %d ms%n", (System.nanoTime() - start) / 1_000_000);
        assertThat(received)
                .filteredOn(it -> "events-many".equals(it.get("rule")))
                .first()
                .satisfies(it -> {
                    assertThat(it.get("event")).isEqualTo("fired");
                    assertThat(it.get("severity")).isEqualTo("high");
                    assertThat(it.get("condition")).isEqualTo("auditdb_log_leaves > 50 severity high");
                });
        await().until(() -> isRecorded("alert.fired") && isRecorded("alert.delivered"));
    }

    @Test
    void aRuleAboutEventsNamesTheTenantTheyAreOf() {
        for (int i = 0; i < 8; i++) {
            String tenant = i % 4 == 0 ? "office" : "clinic";
            audit.database()
                    .append(SampleEvents.event(i).toBuilder()
                            .tenant(tenant)
                            .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS))
                            .action("vault.open.door")
                            .status(Status.FAILURE)
                            .build());
        }
        await().atMost(AIM).until(() -> received.stream().anyMatch(it -> "vault".equals(it.get("rule"))));
        assertThat(received)
                .filteredOn(it -> "vault".equals(it.get("rule")))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.get("labels")).isEqualTo(Map.of("tenant", "clinic"));
                    assertThat(((Number) it.get("value")).intValue()).isEqualTo(6);
                });
    }

    @Test
    void aWebHookThatIsDownGetsItAfterwardsUnderTheSameKey() {
        status = 503;
        cause();
        await().atMost(Duration.ofSeconds(20)).until(() -> attempts.size() >= 2);
        status = 200;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> received.stream().anyMatch(it -> "events-many".equals(it.get("rule"))));
        assertThat(Set.copyOf(attempts)).as("one delivery").hasSizeLessThan(attempts.size());
    }

    @Test
    void acknowledgedSilencedAndKeptOverARestart() {
        cause();
        await().until(() -> firing().isPresent());
        String id = firing().orElseThrow().id();
        assertThat(alerts().acknowledge(OPERATOR, id, "on it")
                        .acknowledged()
                        .orElseThrow()
                        .by())
                .isEqualTo("operator");
        alerts().silence(OPERATOR, Optional.of("events-many"), Map.of(), Duration.ofHours(1), "a test");

        audit.stop();
        received.clear();
        audit.start();

        await().until(() -> firing().isPresent());
        assertThat(firing().orElseThrow().acknowledged()).isPresent();
        assertThat(firing().orElseThrow().silenced()).isTrue();
        assertThat(alerts().silences(OPERATOR)).hasSize(1);
        await().until(() -> isRecorded("alert.acknowledge") && isRecorded("alert.silence"));
        assertThat(alerts().endSilence(
                                OPERATOR, alerts().silences(OPERATOR).get(0).id()))
                .isTrue();
        assertThat(firing().orElseThrow().silenced()).isFalse();
        assertThat(received).noneMatch(it -> "events-many".equals(it.get("rule")));
    }

    @Test
    void whatCannotBeIsRefusedWithTheReason() {
        assertThatThrownBy(() -> alerts().list(new Access("nobody", Set.of(), Set.of(Right.READ))))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("operate");
        assertThatThrownBy(() -> alerts().acknowledge(OPERATOR, "unknown", "")).hasMessageContaining("No alert");
        assertThatThrownBy(() -> alerts().silence(OPERATOR, Optional.empty(), Map.of(), Duration.ofDays(31), "x"))
                .isInstanceOf(AuditDbException.class);
        assertThatThrownBy(() -> alerts().silence(OPERATOR, Optional.empty(), Map.of(), Duration.ofDays(1), " "))
                .isInstanceOf(AuditDbException.class);
        assertThatThrownBy(() -> TestingAuditDb.open(
                        Map.of("plugins.monitoring.enabled", true, "plugins.monitoring.alerts.rules.mine", "cpu ? 3")))
                .isInstanceOf(AuditDbException.class)
                .satisfies(it ->
                        assertThat(((AuditDbException) it).faults().toString()).contains("rules.mine: is no rule"));
    }
}
