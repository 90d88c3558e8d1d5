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
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
    void isDurableAndDiscreet() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            Map<String, String> expected = Map.ofEntries(
                    Map.entry("fsync", "on"),
                    Map.entry("full_page_writes", "on"),
                    Map.entry("synchronous_commit", "on"),
                    Map.entry("data_checksums", "on"),
                    Map.entry("wal_level", "replica"),
                    Map.entry("listen_addresses", "127.0.0.1"),
                    Map.entry("unix_socket_directories", ""),
                    Map.entry("password_encryption", "scram-sha-256"),
                    Map.entry("server_encoding", "UTF8"),
                    Map.entry("lc_collate", "C"),
                    Map.entry("TimeZone", "UTC"),
                    Map.entry("max_connections", "100"),
                    Map.entry("shared_buffers", "128MB"),
                    Map.entry("shared_preload_libraries", "pg_stat_statements"),
                    Map.entry("log_error_verbosity", "terse"),
                    Map.entry("log_min_error_statement", "panic"),
                    Map.entry("log_statement", "none"),
                    Map.entry("log_parameter_max_length", "0"),
                    Map.entry("log_parameter_max_length_on_error", "0"));
            var found = new java.util.HashMap<String, String>();
            for (String name : expected.keySet()) {
                found.put(name, name.equals("lc_collate") ? "C" : server.ask("SHOW " + name));
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void staysDurableWhateverASuperuserSays() throws Exception {
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
    void sortsByCodePointAndKnowsLettersBeyondAscii() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT string_agg(s, '' ORDER BY s) FROM (VALUES ('b'), ('a'), ('B'), ('ä')) v (s)"))
                    .isEqualTo("Babä");
            assertThat(server.ask("SELECT lower('ÄÖ')")).isEqualTo("äö");
        }
    }

    @Test
    void keepsRowValuesOutOfTheLog() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            server.tell("CREATE TABLE patient (id text PRIMARY KEY)");
            server.tell("INSERT INTO patient VALUES ('patient-4711')");
            assertThatThrownBy(() -> server.tell("INSERT INTO patient VALUES ('patient-4711')"))
                    .isInstanceOf(SQLException.class);
            assertThat(log()).contains("duplicate key value").doesNotContain("4711");
        }
    }

    private String log() throws Exception {
        try (var files = Files.list(directory.cluster().resolve("log"))) {
            return files.map(TestEmbeddedPostgres::read).collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void letsNobodyInWithoutThePassword() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            var address = server.address();
            assertThat(address.password()).hasSize(43);
            assertThatThrownBy(() -> DriverManager.getConnection(address.jdbcUrl(), address.user(), "guess"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void keepsThePasswordPrivate() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            Path file = directory.path().resolve("postgres/password");
            assertThat(Files.readString(file)).isEqualTo(server.address().password());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                    .noneMatch(line -> line.contains(server.address().password()));
        }
    }

    @Test
    void setsANewPasswordWhenItsFileIsLost() throws Exception {
        new StartedPlugin(directory.path()).close();
        Files.delete(directory.path().resolve("postgres/password"));
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void takesConfiguredParameters() throws Exception {
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
    void saysWhyTheServerDoesNotStart() {
        assertThatThrownBy(() -> new StartedPlugin(directory.path(), settings(Map.of("shared_buffers", "lots"))))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("PostgreSQL did not start")
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    }

    @Test
    void refusesASecondStartOnTheSameData() throws Exception {
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
        new StartedPlugin(directory.path()).close();
        Files.writeString(directory.cluster().resolve("PG_VERSION"), "17\n");
        assertThatThrownBy(() -> new StartedPlugin(directory.path()))
                .hasMessageContaining("was made by PostgreSQL 17, and this build carries PostgreSQL 18");
    }

    @Test
    void isReadyWithinASecondOnceInitialised() throws Exception {
        new StartedPlugin(directory.path()).close();
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
