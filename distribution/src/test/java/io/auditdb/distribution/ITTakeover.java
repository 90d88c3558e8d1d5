package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons on one database: one is killed, then one is stopped and resumed. */
class ITTakeover {
    private static final Duration LONGEST_TAKEOVER = Duration.ofSeconds(5);

    @Test
    void theOtherTakesOverAndThereIsOneHistory(@TempDir Path directory) throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().createDatabase()) {
            Installation first = Installation.unpack(directory).with("AUDIT_DB_DATABASE_URL", url(database.address()));
            try (Daemon killed = first.startDaemon()) {
                appendAndSeal(killed);
                try (Daemon stopped = first.second().startDaemon()) {
                    killed.kill();
                    appendAndSeal(stopped);
                    try (Daemon last = first.startDaemon()) {
                        stopAndResume(stopped, last);
                        var aftermath = new Aftermath(first);
                        for (Daemon daemon : List.of(stopped, last)) {
                            appendAndSeal(daemon);
                            aftermath.requireIntact(daemon);
                        }
                    }
                }
            }
        }
    }

    private static void stopAndResume(Daemon stopped, Daemon other) throws Exception {
        int warnings = warnings(stopped);
        stopped.signal("STOP");
        try {
            appendAndSeal(other);
        } finally {
            stopped.signal("CONT");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> warnings(stopped) > warnings);
        assertThat(warnings(stopped)).as("one line about it").isEqualTo(warnings + 1);
    }

    private static int warnings(Daemon daemon) throws IOException {
        return (int) daemon.log("WARN").stream()
                .filter(line -> line.contains("Integrator"))
                .count();
    }

    private static void appendAndSeal(Daemon daemon) throws Exception {
        long before = size(daemon);
        var answer = daemon.post("/v1/events", "application/json", BodyPublishers.ofString("""
                        {"tenant":"clinic","occurredAt":"2026-03-01T10:00:00Z","action":"a.b","status":"success",
                         "principal":{"id":"a"}}
                        """));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        long start = System.nanoTime();
        await().atMost(LONGEST_TAKEOVER).pollInterval(Duration.ofMillis(20)).until(() -> size(daemon) > before);
        System.out.printf("sealed after %d ms%n", (System.nanoTime() - start) / 1_000_000);
    }

    private static long size(Daemon daemon) throws IOException, InterruptedException {
        var checkpoint = daemon.get("/v1/log/checkpoint");
        return checkpoint.statusCode() == 200 ? Long.parseLong(checkpoint.body().split("\n", -1)[1]) : 0;
    }

    private static String url(DatabaseAddress address) {
        return "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":" + address.port()
                + "/" + address.database();
    }
}
