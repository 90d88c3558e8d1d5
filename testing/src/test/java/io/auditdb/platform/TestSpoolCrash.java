package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that spools, and one that drains, is killed wherever it is: all that was acknowledged is there, once. */
@Timeout(300)
class TestSpoolCrash {
    private static final int KILLS = Integer.getInteger("spool.kills", 4);
    private static final int LONGEST_MILLIS = 400;
    private static final String URL = "SPOOL_CRASH_URL";
    private static final Map<String, Object> SPOOLING = Map.of(
            "ingest.spool.enabled", true,
            "ingest.spool.retry-pause", "20ms",
            "ingest.spool.segment-size", "16KB",
            "ingest.in-doubt-timeout", "1s");

    @Test
    void losesNothingAndStoresNothingTwice() throws Exception {
        long seed = Long.getLong("spool.seed", System.nanoTime());
        System.out.println("spool.seed=" + seed);
        var random = new Random(seed);
        TestingDatabase database = TestingPostgres.shared().createDatabase();
        try (var audit = TestingAuditDb.closed(database, SPOOLING)) {
            Set<UUID> acknowledged = new HashSet<>();
            for (int round = 0; round < KILLS; round++) {
                try (var child = Child.start(audit, round)) {
                    child.await("ready");
                    takeAway(database);
                    child.go();
                    child.awaitAcknowledged(50);
                    if (random
                            .nextBoolean()) { // killed while it writes the spool, or while it brings it to the database
                        bringBack(database);
                    }
                    Thread.sleep(random.nextInt(LONGEST_MILLIS));
                    acknowledged.addAll(child.kill());
                }
                bringBack(database);
                tear(audit.var().resolve("spool"), random);
            }
            audit.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> stored(database).containsAll(acknowledged));
            // as many as were stored before are still brought, and found to be there
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> spoolIsEmpty(audit.var().resolve("spool")));
            audit.awaitSealed(stored(database).size());
            assertThat(audit.verify().violations()).as("seed %d", seed).isEmpty();
            assertThat(acknowledged).hasSizeGreaterThan(50 * KILLS);
        }
    }

    /** As when the machine lost power in the middle of the next write. */
    private static void tear(Path spool, Random random) throws IOException {
        try (var files = Files.list(spool)) {
            var last = files.filter(it -> it.toString().endsWith(".spool"))
                    .sorted()
                    .reduce((a, b) -> b);
            if (last.isPresent()) {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                try (var file = new RandomAccessFile(last.get().toFile(), "rw")) {
                    file.seek(file.length());
                    file.write(noise);
                }
            }
        }
    }

    private static boolean spoolIsEmpty(Path spool) throws IOException {
        try (var files = Files.walk(spool)) {
            return files.noneMatch(it -> it.toString().contains(".spool"));
        }
    }

    /** The primary key allows each id once, so that a set is enough. */
    private static Set<UUID> stored(TestingDatabase database) throws SQLException {
        var stored = new HashSet<UUID>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT id FROM audit_event WHERE source = 'ehr'")) {
            while (rows.next()) {
                assertThat(stored.add(rows.getObject(1, UUID.class))).isTrue();
            }
        }
        return stored;
    }

    private static void takeAway(TestingDatabase database) throws SQLException {
        String name = database.address().database();
        onServer("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
        onServer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    private static void bringBack(TestingDatabase database) throws SQLException {
        onServer("ALTER DATABASE " + database.address().database() + " WITH ALLOW_CONNECTIONS true");
    }

    private static void onServer(String sql) throws SQLException {
        var server = TestingPostgres.shared().address();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A platform in a process of its own, which appends without end and says what was acknowledged. */
    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final List<UUID> acknowledged = new ArrayList<>();

        private Child(Process process) {
            this.process = process;
            this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        static Child start(TestingAuditDb audit, int round) throws IOException {
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            TestSpoolCrash.class.getName(),
                            audit.var().toString(),
                            Integer.toString(round))
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            var address = audit.postgres().address();
            builder.environment()
                    .put(
                            URL,
                            "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":"
                                    + address.port() + "/" + address.database());
            return new Child(builder.start());
        }

        void await(String word) throws IOException {
            for (String line = output.readLine(); !word.equals(line); line = output.readLine()) {
                if (line == null) {
                    throw new IOException("the process ended early");
                }
            }
        }

        void go() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        void awaitAcknowledged(int count) throws IOException {
            while (acknowledged.size() < count) {
                note(output.readLine());
            }
        }

        /** Returns what was acknowledged until it was killed. */
        List<UUID> kill() throws IOException, InterruptedException {
            process.toHandle().destroyForcibly(); // leaves what it has written to be read
            process.waitFor();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                note(line);
            }
            return acknowledged;
        }

        private void note(String line) throws IOException {
            if (line == null) {
                throw new IOException("the process ended early");
            }
            if (line.length() == 40 && line.startsWith("ack ")) { // not one that was cut off
                acknowledged.add(UUID.fromString(line.substring(4)));
            }
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    /** What the other process runs. */
    public static void main(String[] arguments) throws Exception {
        Configuration.Builder configuration = Configuration.builder().set("database.url", System.getenv(URL));
        SPOOLING.forEach(configuration::set);
        try (AuditDb platform = AuditDb.open(configuration.build(), Path.of(arguments[0]))) {
            System.out.println("ready");
            System.in.read();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                threads.add(new Thread(() -> append(platform, Integer.parseInt(arguments[1]), number)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void append(AuditDb platform, int round, int thread) {
        for (int i = 0; ; i++) {
            AuditEvent event = SampleEvents.event(i % 100).toBuilder()
                    .id(new UUID(0x4000L | (long) round << 32 | (long) thread << 48, 0x8000000000000000L | i))
                    .build();
            try {
                platform.database().append(event);
                synchronized (System.out) {
                    System.out.println("ack " + event.id());
                    System.out.flush();
                }
            } catch (AuditDbException e) {
                System.err.println(e);
            }
        }
    }
}
