package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with a spool whose database goes away and comes back. */
class ITStoreAndForward {
    private static final String EVENT = "{\"id\":\"00000000-0000-4000-8000-%012d\",\"tenant\":\"clinic\","
            + "\"occurredAt\":\"2026-03-01T10:00:00Z\",\"action\":\"a.b\",\"status\":\"success\"}";

    @Test
    void acceptsEventsWithoutTheDatabaseAndBringsThemThere(@TempDir Path directory) throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().createDatabase()) {
            Installation installation = Installation.unpack(directory)
                    .with("AUDIT_DB_DATABASE_URL", url(database.address()))
                    .with("AUDIT_DB_INGEST_SPOOL_ENABLED", "true")
                    .with("AUDIT_DB_SECURITY_TOKEN_CACHE_TTL", "1s");
            try (Daemon daemon = installation.startDaemon()) {
                assertThat(append(daemon, 0).statusCode()).isEqualTo(201);
                onServer("ALTER DATABASE " + database.address().database() + " WITH ALLOW_CONNECTIONS false");
                onServer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                        + database.address().database() + "'");
                await().until(() -> append(daemon, 1).statusCode() == 202);
                // a token that was looked up longer ago than it is kept lets in all the same
                await().pollDelay(Duration.ofSeconds(2))
                        .until(() -> append(daemon, 2).statusCode() == 202);
                assertThat(append(daemon, 2).body()).contains("\"state\":\"spooled\",\"receipt\":null");
                HttpResponse<String> ready = daemon.get("/health/ready");
                assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
                assertThat(installation.run("spool", "status").out()).contains("filling");
                assertThat(installation
                                .json("append", "--tenant", "clinic", "--action", "a.b", "--status", "success")
                                .toString())
                        .contains("spooled");
                onServer("ALTER DATABASE " + database.address().database() + " WITH ALLOW_CONNECTIONS true");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> "empty".equals(daemon.object("/v1/spool").get("state")));
                assertThat((List<?>) daemon.object("/v1/events?tenant=clinic").get("events"))
                        .hasSize(4);
                assertThat(daemon.object("/v1/spool").get("quarantined")).isEqualTo(0L);
                assertThat(append(daemon, 1).body()).contains("\"duplicate\":true");
                assertThat(installation.run("verify").exitCode()).isZero();
            }
        }
    }

    private static HttpResponse<String> append(Daemon daemon, int number) throws Exception {
        return daemon.post("/v1/events", "application/json", BodyPublishers.ofString(EVENT.formatted(number)));
    }

    private static void onServer(String sql) throws SQLException {
        var server = TestingPostgres.shared().address();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String url(DatabaseAddress address) {
        return "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":" + address.port()
                + "/" + address.database();
    }
}
