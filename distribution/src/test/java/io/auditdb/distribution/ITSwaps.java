package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.ProcessResources;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is left of plugins that were swapped; {@code swap.rounds} says how often each of them is. */
class ITSwaps {
    private static final int ROUNDS = Integer.getInteger("swap.rounds", 5);
    private static final int WARM_UP = 3;
    private static final long SLACK_MEGABYTES = 8;
    private static final int SLACK = 8;
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final List<String> PLUGINS =
            List.of("http-api", "formats", "partitioning", "cache-local", "replica-router", "archive", "monitoring");

    @TempDir
    private Path directory;

    @Test
    void nothingIsLeftOfWhatWasSwapped() throws Exception {
        Installation installation = Installation.unpack(directory);
        try (TestingDatabase database = TestingPostgres.shared().createDatabase()) {
            Path file = Files.writeString(directory.resolve("swaps.yaml"), """
                    http: {port: 0}
                    database: {url: "%s"}
                    plugins: {%s}
                    """.formatted(
                            database.url(), String.join(": {}, ", PLUGINS) + ": {}"));
            try (AuditDb platform = AuditDb.open(
                    Configuration.load(file, Map.of()),
                    directory.resolve("var"),
                    installation.home().resolve("plugins"))) {
                swap(platform, WARM_UP);
                awaitCollected(platform);
                ProcessResources before = ProcessResources.now();

                swap(platform, ROUNDS);

                awaitCollected(platform);
                ProcessResources after = ProcessResources.now();
                System.out.println(ROUNDS * PLUGINS.size() + " swaps: before " + before + ", after " + after);
                assertThat(after.metaspace()).isLessThanOrEqualTo(before.metaspace() + SLACK_MEGABYTES);
                assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + SLACK);
                assertThat(after.files()).isLessThanOrEqualTo(before.files() + SLACK);
            }
        }
    }

    private static void swap(AuditDb platform, int rounds) {
        Plugins plugins = platform.plugins();
        for (int i = 0; i < rounds; i++) {
            PLUGINS.forEach(name -> plugins.swap(OPERATOR, name));
        }
    }

    private static void awaitCollected(AuditDb platform) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            System.gc();
            assertThat(uncollected(platform))
                    .as("class loaders that something holds")
                    .isZero();
        });
    }

    private static double uncollected(AuditDb platform) {
        return platform.service(Metrics.class).read().stream()
                .filter(it -> it.name().equals("auditdb_plugin_uncollected"))
                .map(MetricFamily::samples)
                .mapToDouble(it -> it.get(0).value())
                .sum();
    }
}
