package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.kernel.json.StrictJson;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon shows of itself is what the files for Prometheus and Grafana that come with it ask for. */
class ITMonitoring {
    private static final Pattern FIGURE = Pattern.compile("\\b((?:auditdb|jvm|process)_[a-z0-9_]+)");
    private static final Set<String> SUFFIXES = Set.of("_count", "_sum");

    @TempDir
    private static Path directory;

    private static Installation installation;
    private static Daemon daemon;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        installation = Installation.unpackPrepared(directory);
        daemon = installation.startDaemon();
    }

    @AfterAll
    static void close() throws IOException, InterruptedException {
        daemon.close();
    }

    private static String metrics() throws IOException, InterruptedException {
        return daemon.get("/metrics").body();
    }

    private static Set<String> named(String text) {
        Matcher figure = FIGURE.matcher(text);
        var names = new TreeSet<String>();
        while (figure.find()) {
            names.add(figure.group(1));
        }
        return names;
    }

    /** Figures of replicas are there where there are replicas. */
    private static boolean needsMore(String name) {
        return name.startsWith("auditdb_replica_");
    }

    private static void append() throws IOException, InterruptedException {
        String event =
                "{\"occurredAt\":\"2026-03-01T10:00:00Z\",\"tenant\":\"clinic\",\"action\":\"record.read\",\"status\":\"success\","
                        + "\"principal\":{\"id\":\"dr-1\"}}";
        assertThat(daemon.post("/v1/events", "application/json", BodyPublishers.ofString(event))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void everyFigureThatTheShippedFilesNameIsThere() throws Exception {
        append();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> metrics().contains("auditdb_partitions_bytes")
                        && metrics().contains("auditdb_log_leaves"));
        Set<String> shown = named(metrics());
        try (Stream<Path> files = Files.walk(installation.home().resolve("monitoring"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Set<String> missing = named(Files.readString(file)).stream()
                        .filter(name -> !shown.contains(name) && !needsMore(name))
                        .filter(name -> SUFFIXES.stream()
                                .noneMatch(it -> name.endsWith(it) && shown.contains(name.replace(it, ""))))
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(missing)
                        .as("figures of %s that nobody shows", file.getFileName())
                        .isEmpty();
            }
        }
    }

    @Test
    void whatThePluginAnswersIsDescribedWithTheRestOfTheInterface() throws Exception {
        var document =
                (Map<?, ?>) new StrictJson().read(daemon.get("/openapi.json").body());
        var described = new TreeSet<String>();
        ((Map<?, ?>) document.get("paths"))
                .forEach((path, operations) -> ((Map<?, ?>) operations).forEach((method, operation) -> {
                    if ("monitoring".equals(((Map<?, ?>) operation).get("x-plugin"))) {
                        described.add(method + " " + path);
                    }
                }));
        assertThat(described)
                .containsExactly(
                        "delete /v1/alerts/silences/{id}",
                        "get /metrics",
                        "get /v1/alerts",
                        "get /v1/alerts/silences",
                        "post /v1/alerts/silences",
                        "post /v1/alerts/{id}/acknowledge");
        for (String path : List.of("/metrics", "/v1/alerts", "/v1/alerts/silences")) {
            assertThat(daemon.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(daemon.post("/v1/alerts/none/acknowledge", "application/json", BodyPublishers.ofString("{}"))
                        .body())
                .contains("No alert of this id fires");
        assertThat(daemon.post("/v1/alerts/silences", "application/json", BodyPublishers.ofString("{}"))
                        .body())
                .contains("/minutes");
    }

    @Test
    void anEditThatTakesAwayTheDatabaseWaitsForTheNextStart() throws Exception {
        Path file = installation.var().resolve("audit-db.yaml");
        String before = Files.readString(file);
        Files.writeString(file, before.replaceFirst("(?m)^  embedded-postgres:.*$", "  # gone"));
        try {
            var applied = installation.run("config", "apply");
            assertThat(applied.out()).contains("embedded-postgres changes with the next start");
            append();
        } finally {
            Files.writeString(file, before);
        }
        assertThat(installation.run("config", "apply").out()).contains("What runs agrees with the file.");
    }

    @Test
    void alertsAreListedAndEventsFollowedByTheCommand() throws Exception {
        assertThat(installation.json("alert", "list").get("alerts")).isInstanceOf(List.class);
        append();
        var followed = installation.run("stream", "--position", "0", "--limit", "1");
        assertThat(followed.exitCode()).isZero();
        assertThat(followed.out()).contains("\"leaf\":0", "\"action\":");
    }
}
