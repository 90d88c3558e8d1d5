package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.plugin.embeddedpostgres.StartedPlugin.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.operations.HealthCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens when the server or the process that started it is killed. */
class TestSurvival {
    @RegisterExtension
    private final ServerDirectory directory = new ServerDirectory();

    @BeforeEach
    void initialise() throws Exception {
        directory.initialise();
    }

    @Test
    void restartsAServerThatWasKilled() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            server.tell("CREATE TABLE kept AS SELECT 42 AS answer");
            long first = kill();
            await().atMost(30, TimeUnit.SECONDS).until(() -> isRunning() && postmaster() != first);
            await().atMost(30, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .until(() -> server.ask("SELECT answer FROM kept").equals("42"));
            assertThat(health(server).status()).isEqualTo(HealthCheck.Status.UP);
        }
        assertThat(isRunning()).isFalse();
    }

    @Test
    void givesUpOnAServerThatCannotBeRestarted() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            Path broken = directory.cluster().resolve("PG_VERSION");
            String version = Files.readString(broken);
            Files.writeString(broken, "1\n");
            kill();
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> health(server).message().contains("could not be restarted in 3 attempts"));
            assertThat(health(server).status()).isEqualTo(HealthCheck.Status.DOWN);
            assertThatThrownBy(server::address).hasMessageContaining("could not be restarted");
            Files.writeString(broken, version);
        }
    }

    @Test
    void recoversAfterServerAndProcessWereKilledTogether() throws Exception {
        try (var child = ChildJvm.start(directory.path())) {
            child.kill();
            kill();
        }
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT answer FROM made_by_child")).isEqualTo("42");
        }
    }

    @Test
    void takesOverTheServerOfAKilledProcess() throws Exception {
        long left;
        try (var child = ChildJvm.start(directory.path())) {
            child.kill();
            left = postmaster();
        }
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(postmaster()).isEqualTo(left);
            assertThat(server.ask("SELECT answer FROM made_by_child")).isEqualTo("42");
        }
        assertThat(isRunning()).isFalse();
    }

    @Test
    void replacesTheServerOfAKilledProcessWhenSettingsDiffer() throws Exception {
        long left;
        try (var child = ChildJvm.start(directory.path())) {
            child.kill();
            left = postmaster();
        }
        try (var server = new StartedPlugin(directory.path(), settings(Map.of("work_mem", "5MB")))) {
            assertThat(postmaster()).isNotEqualTo(left);
            assertThat(server.ask("SHOW work_mem")).isEqualTo("5MB");
            assertThat(server.ask("SELECT answer FROM made_by_child")).isEqualTo("42");
        }
    }

    @Test
    void refusesTheDataOfALivingProcess() throws Exception {
        try (var child = ChildJvm.start(directory.path())) {
            assertThatThrownBy(() -> new StartedPlugin(directory.path()))
                    .hasMessageContaining("is in use by another audit-db, process " + child.pid());
        }
        new StartedPlugin(directory.path()).close();
    }

    @Test
    void endsItsThread() throws Exception {
        var server = new StartedPlugin(directory.path());
        assertThat(threads()).hasSize(1);
        server.close();
        assertThat(threads()).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("embedded-postgres"))
                .toList();
    }

    private static HealthCheck.Result health(StartedPlugin server) {
        return server.plugin().healthChecks().get(0).check();
    }

    private long kill() throws IOException {
        long pid = postmaster();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        await().atMost(10, TimeUnit.SECONDS)
                .until(() ->
                        ProcessHandle.of(pid).filter(PostmasterFile::isAlive).isEmpty());
        return pid;
    }

    private long postmaster() throws IOException {
        return PostmasterFile.read(directory.cluster()).orElseThrow().pid();
    }

    private boolean isRunning() throws IOException {
        return PostmasterFile.read(directory.cluster())
                .flatMap(file -> file.process(directory.cluster()))
                .isPresent();
    }
}
