package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.testing.FreePort;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Advice that the planner was asked about, through HypoPG on the system's PostgreSQL 15. Needs the Debian package
 * postgresql-15-hypopg: runs with the Maven profile {@code third-party}.
 */
@Tag("third-party")
class TestHypotheticalIndexes {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Access AUDITOR = new Access("auditor", Set.of(), Set.of(Right.READ));
    private static final String URL = "AUDIT_DB_TEST_DATABASE_URL";

    private SystemPostgres server;
    private TestingAuditDb audit;

    @BeforeEach
    void open() throws Exception {
        server = SystemPostgres.start();
        System.setProperty(URL, server.url());
        TestingDatabase database;
        try {
            database = TestingPostgres.start(Map.of()).createDatabase();
        } finally {
            System.clearProperty(URL);
        }
        audit = TestingAuditDb.closed(
                database, Map.of("plugins.partitioning.enabled", true, "plugins.partitioning.index.min-queries", 3));
        audit.start();
        audit.postgres().execute("CREATE EXTENSION hypopg");
    }

    @AfterEach
    void close() throws Exception {
        if (audit != null) {
            audit.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void saysWhatThePlannerMakesOfAnIndexBeforeItIsBuilt() throws Exception {
        audit.postgres()
                .execute(
                        "CREATE TABLE may (LIKE audit_event INCLUDING ALL)",
                        "ALTER TABLE audit_event ATTACH PARTITION may FOR VALUES FROM ('2015-05-01Z') TO ('2015-06-01Z')",
                        "ALTER TABLE may OWNER TO \""
                                + audit.postgres().address().database() + "_maintainer\"",
                        "INSERT INTO may (tenant, id, occurred_at, occurred_offset, recorded_at, action, status,"
                                + " correlation_id, classification, writer, batch, position)"
                                + " SELECT 'clinic', gen_random_uuid(), timestamptz '2015-05-01Z' + i * interval '1 s', 0, now(),"
                                + " 'read', 'success', 'c' || i / 10, 'PHI', 0, 0, 0 FROM generate_series(1, 50000) i");
        var partitions = audit.platform().service(PartitionManager.class);
        await().until(() -> {
            partitions.maintain(OPERATOR, false);
            return partitions.list(OPERATOR).stream()
                    .anyMatch(it -> it.name().equals("may") && it.state().text().equals("sealed"));
        });
        var may = EventQuery.builder().tenant("clinic").from(Instant.parse("2015-05-01T00:00:00Z"));
        IntStream.range(0, 3).forEach(i -> {
            audit.database().as(AUDITOR).query(may.correlationId("c7").build());
            audit.database()
                    .as(AUDITOR)
                    .query(may.correlationId(null).status(Status.SUCCESS).build());
        });
        var indexes = audit.platform().service(IndexManager.class);
        List<IndexAdvice> advice = await().until(() -> indexes.advise(OPERATOR).advice(), it -> it.size() == 2);
        assertThat(advice.get(0).index()).isEqualTo("audit_event_correlation");
        assertThat(advice.get(0).evidence().hypothesis().orElseThrow())
                .matches("the planner would use it on may: cost [0-9.]+ instead of [0-9.]+ \\(HypoPG\\)");
        assertThat(advice.get(0).evidence().cost().basis()).isEqualTo("estimated: HypoPG");
        assertThat(advice.get(0).evidence().cost().bytesPerRow()).isBetween(20L, 200L);
        assertThat(advice.get(1).index()).isEqualTo("audit_event_status");
        assertThat(advice.get(1).evidence().hypothesis()).contains("the planner would not use it on may (HypoPG)");
        assertThat(indexes.usage(OPERATOR))
                .allMatch(it -> it.counts().lastUsed().isEmpty());
        assertThat(indexes.apply(OPERATOR, false, false)).hasSize(2);
    }

    /** A server of the system's own PostgreSQL 15, on a free port of the loopback interface. */
    private record SystemPostgres(Path directory, int port, String password) implements AutoCloseable {
        private static final String BINARIES = "/usr/lib/postgresql/15/bin/";

        static SystemPostgres start() throws IOException, InterruptedException {
            Path directory = Files.createTempDirectory("audit-db-hypopg");
            int port = FreePort.find();
            var server = new SystemPostgres(directory, port, UUID.randomUUID().toString());
            Files.writeString(directory.resolve("password"), server.password());
            if (isRoot()) { // the server refuses to run as root
                run("chown", "-R", "postgres", directory.toString());
            }
            server.control(
                    "initdb",
                    "-D",
                    server.data(),
                    "-U",
                    "postgres",
                    "-A",
                    "scram-sha-256",
                    "--pwfile",
                    directory.resolve("password").toString());
            server.control(
                    "pg_ctl",
                    "-D",
                    server.data(),
                    "-w",
                    "-l",
                    directory.resolve("log").toString(),
                    "-o",
                    "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
                    "start");
            return server;
        }

        String url() {
            return "postgresql://postgres:" + password + "@127.0.0.1:" + port + "/postgres";
        }

        private String data() {
            return directory.resolve("data").toString();
        }

        private static boolean isRoot() {
            return "root".equals(System.getProperty("user.name"));
        }

        private void control(String program, String... arguments) throws IOException, InterruptedException {
            Stream<String> as = isRoot() ? Stream.of("runuser", "-u", "postgres", "--") : Stream.of();
            run(Stream.of(as, Stream.of(BINARIES + program), Stream.of(arguments))
                    .flatMap(it -> it)
                    .toArray(String[]::new));
        }

        private static void run(String... command) throws IOException, InterruptedException {
            Path output = Files.createTempFile("audit-db-hypopg", ".log");
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            assertThat(code).as(Files.readString(output)).isZero();
            Files.delete(output);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            control("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
