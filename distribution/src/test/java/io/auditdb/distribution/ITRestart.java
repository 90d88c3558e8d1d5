package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITRestart {
    @TempDir
    private Path directory;

    private Installation installation;

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        installation = Installation.unpackPrepared(directory);
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws IOException, InterruptedException {
        try (Daemon daemon = installation.startDaemon()) {
            append();
            daemon.kill();
        }

        try (Daemon daemon = installation.startDaemon()) {
            assertThat(daemon.isAlive()).isTrue();
            assertThat((List<?>)
                            installation.json("query", "--tenant", "clinic").get("events"))
                    .hasSize(1);
            assertThat(installation.run("verify").exitCode()).isZero();
        }
    }

    @Test
    void stopsWhenToldAndStartsAgainQuickly() throws IOException, InterruptedException {
        try (Daemon daemon = installation.startDaemon()) {
            append();
            assertThat(installation.run("stop").exitCode()).isZero();
            daemon.awaitEnd();
        }

        try (Daemon daemon = installation.startDaemon()) {
            System.out.printf("start to ready with an initialised database: %s%n", daemon.startDuration());
            assertThat(daemon.startDuration()).isLessThan(Duration.ofSeconds(15));
            assertThat((List<?>)
                            installation.json("query", "--tenant", "clinic").get("events"))
                    .hasSize(1);
        }
    }

    @Test
    void runsInTheBackgroundUntilStopped() throws IOException, InterruptedException {
        assertThat(installation.run("status").exitCode()).isEqualTo(3);

        assertThat(installation.run("start").exitCode()).isZero();
        try {
            assertThat(installation.run("status").out()).contains("running", "health");
            append();
        } finally {
            assertThat(installation.run("stop").exitCode()).isZero();
        }

        assertThat(installation.run("status").exitCode()).isEqualTo(3);
    }

    private void append() throws IOException, InterruptedException {
        installation.json(
                "append", "--tenant", "clinic", "--action", "patient.read", "--status", "success", "--principal", "a");
    }
}
