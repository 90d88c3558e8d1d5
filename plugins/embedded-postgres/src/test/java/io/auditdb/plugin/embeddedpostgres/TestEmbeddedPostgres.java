package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.plugin.embeddedpostgres.StartedPlugin.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestEmbeddedPostgres {
    @RegisterExtension
    private final ServerDirectory directory = new ServerDirectory();

    @Test
    void startsAnswersAndStops() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT current_database() || ' ' || current_user"))
                    .isEqualTo("auditdb auditdb_admin");
            assertThat(server.ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("t");
        }
        assertThat(directory.cluster().resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void keepsDataPasswordAndPortAcrossRestarts() throws Exception {
        directory.initialise();
        Object before;
        try (var server = new StartedPlugin(directory.path())) {
            server.tell("CREATE TABLE kept AS SELECT 42 AS answer");
            before = server.address();
        }
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.address()).isEqualTo(before);
            assertThat(server.ask("SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void staysDurableWhateverASuperuserSays() throws Exception {
        directory.initialise();
        try (var server = new StartedPlugin(directory.path())) {
            server.tell("ALTER SYSTEM SET fsync = off");
            server.tell("ALTER SYSTEM SET full_page_writes = off");
        }
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SHOW fsync")).isEqualTo("on");
            assertThat(server.ask("SHOW full_page_writes")).isEqualTo("on");
        }
    }

    @Test
    void setsANewPasswordWhenItsFileIsLost() throws Exception {
        directory.initialise();
        Files.delete(directory.path().resolve("postgres/password"));
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void takesConfiguredParameters() throws Exception {
        directory.initialise();
        try (var server = new StartedPlugin(
                directory.path(), settings(Map.of("shared_buffers", "16MB", "cluster_name", "it's \\ ours")))) {
            assertThat(server.ask("SHOW shared_buffers")).isEqualTo("16MB");
            assertThat(server.ask("SHOW cluster_name")).isEqualTo("it's \\ ours");
        }
    }

    @Test
    void refusesToWeakenWhatIsFixed() {
        assertThatThrownBy(() -> settings(Map.of("fsync", "off", "FULL_PAGE_WRITES", "off", "port", "1", "a b", "c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameters cannot be used: FULL_PAGE_WRITES is fixed; a b is not the name of a setting;"
                        + " fsync is fixed; port is fixed");
    }

    @Test
    void saysWhyTheServerDoesNotStart() throws Exception {
        directory.initialise();
        assertThatThrownBy(() -> new StartedPlugin(directory.path(), settings(Map.of("shared_buffers", "lots"))))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("PostgreSQL did not start")
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    }

    @Test
    void refusesASecondStartOnTheSameData() throws Exception {
        directory.initialise();
        try (var first = new StartedPlugin(directory.path())) {
            assertThatThrownBy(() -> new StartedPlugin(directory.path()))
                    .isInstanceOf(AuditDbException.class)
                    .hasMessageContaining("is in use by another audit-db, process "
                            + ProcessHandle.current().pid())
                    .extracting("code")
                    .isEqualTo(StandardErrorCode.CONFLICT);
            assertThat(first.ask("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void takesAnotherPortWhenTheLastOneIsTaken() throws Exception {
        directory.initialise();
        int last;
        try (var server = new StartedPlugin(directory.path())) {
            last = server.address().port();
        }
        try (var squatter = new ServerSocket(last, 1, InetAddress.getLoopbackAddress());
                var server = new StartedPlugin(directory.path())) {
            assertThat(server.address().port()).isNotEqualTo(squatter.getLocalPort());
            assertThat(server.ask("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesAConfiguredPortThatIsTaken() throws Exception {
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = squatter.getLocalPort();
            assertThatThrownBy(() -> new StartedPlugin(directory.path(), settings(port, Optional.empty(), Map.of())))
                    .hasMessageContaining("Port " + port + " of 127.0.0.1 is in use by another program");
        }
    }

    @Test
    void forgetsAFirstStartThatWasInterrupted() throws Exception {
        Path left = Files.createDirectories(directory.path().resolve("postgres/unfinished-1/data"));
        Files.writeString(left.resolve("PG_VERSION"), "18");
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT 1")).isEqualTo("1");
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void refusesDataOfAnotherMajorVersion() throws Exception {
        directory.initialise();
        Files.writeString(directory.cluster().resolve("PG_VERSION"), "17\n");
        assertThatThrownBy(() -> new StartedPlugin(directory.path()))
                .hasMessageContaining("was made by PostgreSQL 17, and this build carries PostgreSQL 18");
    }

    @Test
    void isReadyWithinASecondOnceInitialised() throws Exception {
        directory.initialise();
        long began = System.nanoTime();
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT 1")).isEqualTo("1");
            assertThat(System.nanoTime() - began).isLessThan(1_000_000_000L);
        }
    }

    @Test
    void closesWithoutHavingStarted() throws Exception {
        new EmbeddedPostgresPlugin().close();
        assertThat(directory.path()).isEmptyDirectory();
    }
}
