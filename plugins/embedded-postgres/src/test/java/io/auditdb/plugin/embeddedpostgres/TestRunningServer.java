package io.auditdb.plugin.embeddedpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds of a server while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestRunningServer {
    private Path directory;
    private StartedPlugin server;

    @BeforeAll
    void start() throws Exception {
        directory = ServerDirectory.create();
        server = new StartedPlugin(directory);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        Directories.delete(directory);
    }

    @Test
    void isDurableAndDiscreet() throws Exception {
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
                Map.entry("TimeZone", "UTC"),
                Map.entry("max_connections", "100"),
                Map.entry("shared_buffers", "128MB"),
                Map.entry("shared_preload_libraries", "pg_stat_statements"),
                Map.entry("log_error_verbosity", "terse"),
                Map.entry("log_min_error_statement", "panic"),
                Map.entry("log_statement", "none"),
                Map.entry("log_parameter_max_length", "0"),
                Map.entry("log_parameter_max_length_on_error", "0"));
        var found = new HashMap<String, String>();
        for (String name : expected.keySet()) {
            found.put(name, server.ask("SHOW " + name));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void sortsByCodePointAndKnowsLettersBeyondAscii() throws Exception {
        assertThat(server.ask("SELECT string_agg(s, '' ORDER BY s) FROM (VALUES ('b'), ('a'), ('B'), ('ä')) v (s)"))
                .isEqualTo("Babä");
        assertThat(server.ask("SELECT lower('ÄÖ')")).isEqualTo("äö");
    }

    @Test
    void keepsRowValuesOutOfTheLog() throws Exception {
        server.tell("CREATE TABLE patient (id text PRIMARY KEY)");
        server.tell("INSERT INTO patient VALUES ('patient-4711')");
        assertThatThrownBy(() -> server.tell("INSERT INTO patient VALUES ('patient-4711')"))
                .isInstanceOf(SQLException.class);
        assertThat(log()).contains("duplicate key value").doesNotContain("4711");
    }

    @Test
    void letsNobodyInWithoutThePassword() throws Exception {
        var address = server.address();
        assertThat(address.password()).hasSize(43);
        assertThatThrownBy(() -> DriverManager.getConnection(address.jdbcUrl(), address.user(), "guess"))
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void keepsThePasswordPrivate() throws Exception {
        Path file = directory.resolve("postgres/password");
        assertThat(Files.readString(file)).isEqualTo(server.address().password());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(server.address().password()));
    }

    private String log() throws Exception {
        try (var files = Files.list(directory.resolve("postgres/data").resolve("log"))) {
            return files.map(TestRunningServer::read).collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
