package io.auditdb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.Forecast;
import io.auditdb.api.operations.ForecastReport;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.api.operations.StatementReport.Work;
import io.auditdb.api.operations.TableReport;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.PoolStats.LaneStats;
import io.auditdb.api.storage.PoolStats.Resize;
import io.auditdb.api.storage.PoolStats.Timing;
import io.auditdb.testing.ScriptedServer;
import io.auditdb.testing.ScriptedServer.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestOperations {
    private static final UUID ID = UUID.fromString("11111111-2222-4333-8444-555555555555");
    private static final String PLUGIN = "{\"name\":\"formats\",\"version\":\"1.0.0\",\"state\":\"ACTIVE\","
            + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":null,\"extensions\":[\"Codec: 1\"]}";
    private static final String TOKEN = "{\"id\":\"" + ID + "\",\"name\":\"ci\",\"tenants\":[\"clinic\"],"
            + "\"rights\":[\"append\",\"read\"],\"createdAt\":\"2026-01-01T00:00:00Z\","
            + "\"expiresAt\":\"2026-04-01T00:00:00Z\",\"revokedAt\":null";

    private final ScriptedServer server = new ScriptedServer();
    private final AuditDbClient client = new AuditDbClient(
            ClientSettings.builder(server.url()).token("secret").build());
    private final Operations operations = client.operations();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listsAndRotatesKeys() {
        String keys = "{\"keys\":[{\"vkey\":\"log+1+A\",\"state\":\"RETIRING\",\"since\":\"2026-01-01T00:00:00Z\","
                + "\"until\":\"2026-02-01T00:00:00Z\",\"rotation\":null}]}";
        server.on("POST /v1/log/keys/rotate", 200, keys);
        LedgerKey key = operations.rotateKey(Duration.ofDays(7), true).get(0);
        assertThat(key.verifierKey()).isEqualTo("log+1+A");
        assertThat(key.state()).isEqualTo(LedgerKey.State.RETIRING);
        assertThat(key.until()).contains(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(key.rotation()).isEmpty();
        assertThat(server.last().body()).isEqualTo("{\"dryRun\":true,\"overlap\":\"604800s\"}");
        operations.rotateKey(null, false);
        assertThat(server.last().body()).isEqualTo("{\"dryRun\":false}");
    }

    @Test
    void listsAndChangesPlugins(@TempDir Path folder) throws IOException {
        Path jar = Files.writeString(folder.resolve("x.jar"), "jar");
        server.on("GET /v1/plugins", 200, "{\"plugins\":[" + PLUGIN + "]}")
                .on("POST /v1/plugins/formats/enable", 200, PLUGIN)
                .on("POST /v1/plugins/formats/disable", 200, PLUGIN)
                .on("POST /v1/plugins/formats/swap", 200, PLUGIN)
                .on("POST /v1/plugins", 201, PLUGIN)
                .on("DELETE /v1/plugins/formats", Reply.of(204, "application/json", ""));
        PluginInfo plugin = operations.plugins().get(0);
        assertThat(plugin.name()).isEqualTo("formats");
        assertThat(plugin.state()).isEqualTo(PluginInfo.State.ACTIVE);
        assertThat(plugin.since()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(plugin.reason()).isEmpty();
        assertThat(plugin.extensions()).containsExactly("Codec: 1");
        assertThat(operations.enable("formats").name()).isEqualTo("formats");
        assertThat(operations.disable("formats").name()).isEqualTo("formats");
        assertThat(operations.swap("formats").name()).isEqualTo("formats");
        operations.install(jar);
        assertThat(server.last().body()).isEqualTo("jar");
        operations.remove("formats");
        assertThat(server.last().name()).isEqualTo("DELETE /v1/plugins/formats");
    }

    @Test
    void makesListsAndRevokesTokens() {
        server.on("POST /v1/tokens", 201, TOKEN + ",\"token\":\"shown once\"}")
                .on("GET /v1/tokens", 200, "{\"tokens\":[" + TOKEN + "}]}")
                .on("DELETE /v1/tokens/" + ID, Reply.of(204, "application/json", ""));
        var created =
                operations.createToken("ci", Set.of("clinic"), Set.of(Right.READ, Right.APPEND), Duration.ofDays(90));
        assertThat(created.secret()).isEqualTo("shown once");
        assertThat(created.toString()).doesNotContain("shown once");
        assertThat(server.last().body())
                .isEqualTo("{\"name\":\"ci\",\"tenants\":[\"clinic\"],\"rights\":[\"append\",\"read\"],"
                        + "\"lifetime\":\"7776000s\"}");
        var token = operations.tokens().get(0);
        assertThat(token.access().rights()).containsExactlyInAnyOrder(Right.APPEND, Right.READ);
        assertThat(token.expiresAt()).contains(Instant.parse("2026-04-01T00:00:00Z"));
        assertThat(token.revokedAt()).isEmpty();
        assertThat(operations.revokeToken(ID)).isTrue();
        assertThat(operations.revokeToken(UUID.randomUUID())).isFalse();
    }

    @Test
    void healthIsToldAlsoWhenItIsBad() {
        server.on(
                        "GET /health",
                        503,
                        "{\"status\":\"down\",\"checks\":[{\"name\":\"database\",\"status\":\"down\",\"message\":\"away\","
                                + "\"advice\":\"start it\",\"since\":\"2026-03-01T00:00:00Z\"}]}")
                .on("GET /health/ready", 503, "{}")
                .on("GET /health/ready", 200, "{}");
        var health = operations.health();
        assertThat(health.status()).isEqualTo(HealthCheck.Status.DOWN);
        assertThat(health.components())
                .containsExactly(new Health.Component(
                        "database",
                        HealthCheck.Status.DOWN,
                        "away",
                        "start it",
                        Instant.parse("2026-03-01T00:00:00Z")));
        assertThat(operations.ready()).isFalse();
        assertThat(operations.ready()).isTrue();
    }

    @Test
    void tellsWhatStatementsCostAndWhatToChange() {
        server.on(
                "GET /v1/performance/statements",
                200,
                "{\"source\":\"platform\",\"from\":\"2026-03-01T10:00:00Z\",\"to\":\"2026-03-01T10:01:00Z\","
                        + "\"totalMillis\":9,\"slowestMillis\":null,\"statements\":[{\"id\":\"ff\",\"node\":\"primary\","
                        + "\"text\":\"SELECT $1\",\"calls\":2,\"totalMillis\":9,\"meanMillis\":4.5,"
                        + "\"meanMillisBefore\":1.5,\"share\":1,\"rows\":1,\"blocksHit\":2,\"blocksRead\":3,"
                        + "\"blocksSpilled\":4,\"walBytes\":5,\"plan\":[\"Result\"],\"advice\":[]}],\"remarks\":[\"none\"]}");
        var query = new StatementQuery(Duration.ofHours(1), Duration.ofMillis(250), Order.MEAN, 5, true);
        StatementReport report = client.performance().statements(query);
        assertThat(server.last().query()).isEqualTo("period=3600s&threshold=250ms&order=mean&limit=5&refresh=true");
        assertThat(report.source()).isEqualTo(StatementReport.PLATFORM);
        assertThat(report.slowest()).isEmpty();
        assertThat(report.remarks()).containsExactly("none");
        assertThat(report.statements())
                .containsExactly(new Statement(
                        "ff",
                        "primary",
                        "SELECT $1",
                        2,
                        Duration.ofMillis(9),
                        1,
                        Optional.of(Duration.ofNanos(1_500_000)),
                        new Work(1, 2, 3, 4, 5),
                        List.of("Result"),
                        List.of()));
        assertThat(report.statements().get(0).mean()).isEqualTo(Duration.ofNanos(4_500_000));

        server.on(
                "GET /v1/performance/tables",
                200,
                "{\"tables\":[{\"table\":\"audit_event\",\"partitions\":2,\"bytes\":1,\"indexBytes\":2,\"rows\":3,"
                        + "\"deadRows\":4,\"airBytes\":null,\"changedRows\":5,\"vacuumed\":null,\"analyzed\":null,"
                        + "\"freezeAge\":6}]}");
        assertThat(client.performance().tables())
                .containsExactly(
                        new TableReport("audit_event", 2, 1, 2, 3, 4, -1, 5, Optional.empty(), Optional.empty(), 6));

        server.on(
                "GET /v1/performance/advice",
                200,
                "{\"advice\":[{\"kind\":\"index-unused\",\"subject\":\"i\",\"recommendation\":\"drop it\","
                        + "\"evidence\":\"0 scans\",\"statements\":[\"DROP INDEX i\"]}],\"remarks\":[]}");
        assertThat(client.performance().advise().advice())
                .containsExactly(new Advice("index-unused", "i", "drop it", "0 scans", List.of("DROP INDEX i")));

        server.on(
                "GET /v1/performance/forecast",
                200,
                "{\"forecasts\":[{\"figure\":\"events\",\"kind\":\"total\",\"unit\":\"events\",\"last\":12,"
                        + "\"method\":\"seasonal_trend\",\"error\":{\"mean\":1,\"repeated\":2,\"actual\":10,\"hours\":168},"
                        + "\"knownHours\":504,\"points\":[{\"hour\":\"2026-03-02T10:00:00Z\",\"expected\":12.5,\"low\":11,"
                        + "\"high\":14}]}],\"remarks\":[\"pool:old: too little is known\"]}");
        ForecastReport forecast = client.performance().forecast(Duration.ofDays(1));
        assertThat(forecast.remarks()).containsExactly("pool:old: too little is known");
        assertThat(forecast.forecasts())
                .containsExactly(new Forecast(
                        "events",
                        Forecast.Kind.TOTAL,
                        "events",
                        12,
                        Forecast.Method.SEASONAL_TREND,
                        new Forecast.Accuracy(1, 2, 10, 168),
                        Duration.ofDays(21),
                        List.of(new Forecast.Point(Instant.parse("2026-03-02T10:00:00Z"), 12.5, 11, 14))));
    }

    @Test
    void tellsWhatPoolsAreDoing() {
        server.on(
                "GET /v1/performance/pools",
                200,
                "{\"pools\":[{\"name\":\"primary-read\",\"state\":\"overloaded\",\"min\":2,\"max\":20,\"size\":4,"
                        + "\"active\":3,\"idle\":1,\"waiting\":5,\"failed\":6,"
                        + "\"acquire\":{\"count\":7,\"p50Millis\":0,\"p95Millis\":1.5,\"p99Millis\":2,"
                        + "\"longestMillis\":20},\"use\":{\"count\":0,\"p50Millis\":0,\"p95Millis\":0,"
                        + "\"p99Millis\":0,\"longestMillis\":0},\"lanes\":[{\"lane\":\"analytics\",\"active\":3,"
                        + "\"waiting\":5,\"acquired\":100,\"refused\":9,\"timedOut\":10}],"
                        + "\"resizes\":[{\"at\":\"2026-03-02T07:45:00Z\",\"from\":2,\"to\":4,\"why\":\"load\"}]}]}");
        var zero = Duration.ZERO;
        assertThat(operations.pools())
                .containsExactly(new PoolStats(
                        "primary-read",
                        PoolStats.State.OVERLOADED,
                        2,
                        20,
                        4,
                        3,
                        1,
                        5,
                        6,
                        new Timing(7, zero, Duration.ofNanos(1_500_000), Duration.ofMillis(2), Duration.ofMillis(20)),
                        new Timing(0, zero, zero, zero, zero),
                        List.of(new LaneStats(Lane.ANALYTICS, 3, 5, 100, 9, 10)),
                        List.of(new Resize(Instant.parse("2026-03-02T07:45:00Z"), 2, 4, "load"))));
    }

    @Test
    void settingsRefuseWhatCannotBeAndHideTheToken() {
        assertThatThrownBy(() -> ClientSettings.builder(URI.create("postgres://127.0.0.1/x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientSettings.builder(URI.create("http://u:p@127.0.0.1")))
                .hasMessageContaining("credentials");
        var settings = ClientSettings.builder(server.url());
        assertThatThrownBy(() -> settings.token("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.maxAttempts(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.readTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(settings.token("secret").build().toString()).doesNotContain("secret");
    }
}
