package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.distribution.Installation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --demo} and what can be done with the daemon then, through the packaged commands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITDemo {
    /** Before the platform's own events, which are of today. */
    private static final String[] SAMPLES = {"query", "--to", "2023-08-01", "--limit", "1000"};

    private Installation installation;
    private Daemon daemon;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        installation = Installation.unpack(directory);
        daemon = installation.startDaemon("--demo");
        System.out.printf("first start with an empty directory and demo: %s%n", daemon.startDuration());
    }

    @AfterAll
    void stop() throws InterruptedException {
        daemon.close();
    }

    @Test
    void theSamplesAreAppendedAndFound() {
        await().until(() -> events(SAMPLES).size() == recordsInTheSamples());
    }

    @Test
    void theSamplesAreSealedAndVerified() throws IOException, InterruptedException {
        await().until(() -> !events(SAMPLES).isEmpty());

        Result verified = installation.run("verify");

        assertThat(verified.exitCode()).as(verified.toString()).isZero();
        assertThat(verified.out()).startsWith("Intact: ");
    }

    @Test
    void anEventHasAProofThatLeadsToACheckpoint() throws IOException, InterruptedException {
        String id = append("patient.read");

        Result proof = installation.run("proof", id);
        Result checkpoint = installation.run("checkpoint");

        assertThat(proof.exitCode()).as(proof.toString()).isZero();
        assertThat(checkpoint.exitCode()).isZero();
        String origin = checkpoint.out().lines().findFirst().orElseThrow();
        assertThat(proof.out()).contains("\n" + origin + "\n").contains("\u2014 " + origin + " ");
    }

    @Test
    void theSamplesAreNotStoredTwice() throws IOException, InterruptedException {
        await().until(() -> events(SAMPLES).size() == recordsInTheSamples());

        Map<?, ?> again = installation.json(
                "import", installation.home().resolve("samples/cloudtrail").toString(), "--format", "cloudtrail");

        assertThat(((Number) again.get("stored")).intValue()).isZero();
        assertThat(((Number) again.get("duplicates")).intValue()).isEqualTo(recordsInTheSamples());
        assertThat(((Number) again.get("faulty")).intValue()).isZero();
    }

    @Test
    void aCommandIsQuick() throws IOException, InterruptedException {
        installation.run("status"); // the first one archives the classes

        Result result = installation.run("query", "--limit", "1");

        System.out.printf("round trip of a query through the command line: %s%n", result.duration());
        assertThat(result.exitCode()).isZero();
        assertThat(result.duration()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aPluginIsDroppedInUsedAndTakenOut() throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("hello.plugin"));
        Files.createDirectories(installation.var().resolve("plugins"));
        Files.copy(jar, installation.var().resolve("plugins").resolve(jar.getFileName()));
        assertThat(daemon.get("/v1/hello").statusCode()).isEqualTo(404);

        succeed("plugin", "enable", "hello-plugin");
        long before = greeted();
        append("patient.read");
        await().until(() -> greeted() > before);

        succeed("plugin", "disable", "hello-plugin");
        assertThat(daemon.get("/v1/hello").statusCode()).isEqualTo(404);

        succeed("plugin", "remove", "hello-plugin");
        assertThat(installation.run("plugin", "list").out()).doesNotContain("hello-plugin");
        assertThat(installation.run("verify").exitCode()).isZero();
    }

    @Test
    void aSecondDaemonOnTheSameDirectoryIsRefused() throws IOException, InterruptedException {
        Result second = installation.run("run");

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains(installation.var().toString());
        assertThat(daemon.isAlive()).isTrue();
    }

    private long greeted() throws IOException, InterruptedException {
        return ((Number) installation.object(daemon.get("/v1/hello").body()).get("appended")).longValue();
    }

    private String append(String action) throws IOException, InterruptedException {
        Map<?, ?> answer = installation.json(
                "append",
                "--tenant",
                "clinic",
                "--action",
                action,
                "--status",
                "success",
                "--principal",
                "dr-smith",
                "--subject",
                "patient-7",
                "--target",
                "Observation/17");
        return (String) ((Map<?, ?>) ((List<?>) answer.get("events")).get(0)).get("id");
    }

    private void succeed(String... command) throws IOException, InterruptedException {
        Result result = installation.run(command);
        assertThat(result.exitCode()).as(result.toString()).isZero();
    }

    private List<?> events(String... query) throws IOException, InterruptedException {
        return (List<?>) installation.json(query).get("events");
    }

    private int recordsInTheSamples() throws IOException {
        int records = 0;
        try (var files = Files.newDirectoryStream(installation.home().resolve("samples/cloudtrail"), "*.json")) {
            for (Path file : files) {
                records +=
                        ((List<?>) installation.object(Files.readString(file)).get("Records")).size();
            }
        }
        return records;
    }
}
