package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What must hold after anything that went wrong. */
final class Aftermath {
    /** Longest until everything committed is in a signed checkpoint. */
    private static final Duration LONGEST_SEAL = Duration.ofSeconds(20);

    private final Installation installation;

    Aftermath(Installation installation) {
        this.installation = installation;
    }

    /** Checks that what was acknowledged is there exactly once, and that nothing is there that nobody sent. */
    void requireComplete(Daemon daemon, Load load) throws IOException, SQLException {
        var stored = new HashSet<UUID>();
        try (Connection database = daemon.superuser();
                Statement statement = database.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT id FROM audit_event WHERE tenant = '" + Load.TENANT + "'")) {
            while (row.next()) {
                UUID id = row.getObject(1, UUID.class);
                assertThat(stored.add(id)).as("%s is stored once", id).isTrue();
            }
        }
        Set<UUID> acknowledged = load.acknowledged();
        var lost = new HashSet<>(acknowledged);
        lost.removeAll(stored);
        assertThat(lost).as("acknowledged and not stored").isEmpty();
        stored.removeAll(acknowledged);
        load.unanswered().forEach(stored::remove);
        assertThat(stored).as("stored and never sent, or not acknowledged").isEmpty();
    }

    /** Waits until a checkpoint covers all that is committed. */
    void awaitSealed(Daemon daemon) throws IOException, SQLException {
        try (Connection database = daemon.superuser();
                Statement statement = database.createStatement()) {
            await().atMost(LONGEST_SEAL)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> number(statement, "SELECT sum(cardinality(ids)) FROM ledger_batch")
                            == number(statement, "SELECT max(size) FROM ledger_checkpoint"));
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Checks that the log is intact, and that nothing raised a false alarm. */
    void requireIntact(Daemon daemon) throws IOException, InterruptedException {
        Map<?, ?> report = installation.object(daemon.post("/v1/verify", "application/json", BodyPublishers.noBody())
                .body());
        assertThat(report.get("violations")).isEqualTo(List.of());
        assertThat(report.get("intact")).isEqualTo(true);
        await().atMost(LONGEST_SEAL).ignoreExceptions().untilAsserted(() -> requireHealthy(daemon.object("/health")));
        assertThat(daemon.log("ERROR")).isEmpty();
    }

    private static void requireHealthy(Map<?, ?> health) {
        assertThat(health.get("status")).as("health: %s", health).isEqualTo("up");
    }
}
