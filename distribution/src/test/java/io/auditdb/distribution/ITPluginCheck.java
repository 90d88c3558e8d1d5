package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.distribution.Installation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we ask of the plugins of others holds for ours. */
class ITPluginCheck {
    @TempDir
    private Path directory;

    private Installation installation;

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        installation = Installation.unpack(directory);
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(installation.home().resolve("plugins"))) {
            return files.filter(it -> it.toString().endsWith(".jar")).toList();
        }
    }

    @Test
    void eachPluginOfTheDistributionPassesAndDeclaresWhatItUses() throws Exception {
        assertThat(jars()).hasSizeGreaterThan(8);
        for (Path jar : jars()) {
            Result result = installation.run("plugin", "check", jar.toString());

            assertThat(result.exitCode()).as(result.out()).isZero();
            assertThat(result.out().lines().filter(it -> it.startsWith("warning: ")))
                    .as(jar.toString())
                    // of libraries, in methods that are not called
                    .allMatch(it -> it.contains(".shaded.") && it.contains("adds a shutdown hook"));
        }
    }

    @Test
    void aPluginIsStartedAndClosedWithoutADaemon() throws Exception {
        Path jar = jars().stream()
                .filter(it -> it.getFileName().toString().startsWith("replica-router"))
                .findFirst()
                .orElseThrow();

        Result result = installation.run("plugin", "check", jar.toString(), "--start", "--set", "strategy=weighted");
        Result wrong = installation.run("plugin", "check", jar.toString(), "--start", "--set", "strategy=none");

        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out()).contains("note: it adds ReplicaRouter: 1").doesNotContain("warning");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.out()).contains("error: plugins.replica-router.strategy");
    }
}
