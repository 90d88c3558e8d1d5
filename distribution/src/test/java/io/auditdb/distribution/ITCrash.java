package io.auditdb.distribution;

import static org.awaitility.Awaitility.await;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Daemon and database are killed at random moments under load. What was acknowledged is there afterwards, once; the log
 * is intact, and goes on. {@code crash.rounds} says how often, {@code crash.seed} repeats a run.
 */
class ITCrash {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 2);
    private static final int LONGEST_LOAD_MILLIS = 600;
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Load load = new Load(seed);
    private Installation installation;

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        System.out.printf("%d rounds, -Dcrash.seed=%d%n", ROUNDS, seed);
        installation = Installation.unpack(directory);
    }

    @Test
    void losesNothingWhenTheDaemonIsKilled() throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().createDatabase()) {
            installation = installation.with("AUDIT_DB_DATABASE_URL", url(database.address()));
            killDaemons();
        }
    }

    @Test
    void losesNothingWhenTheDaemonIsKilledAndItsOwnDatabaseIsLeftBehind() throws Exception {
        new PreparedVar().copyTo(installation.var());
        killDaemons();
    }

    private void killDaemons() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            try (Daemon daemon = installation.startDaemon()) {
                requireUnharmed(daemon);
                load.start(daemon);
                awaitRandomMoment();
                daemon.kill();
                load.stop();
            }
        }
        try (Daemon daemon = installation.startDaemon()) {
            requireUnharmed(daemon);
        }
    }

    @Test
    void losesNothingWhenTheDatabaseIsKilled() throws Exception {
        try (TestingPostgres server = TestingPostgres.startEmbedded(Map.of());
                TestingDatabase database = server.createDatabase();
                Daemon daemon = installation
                        .with("AUDIT_DB_DATABASE_URL", url(database.address()))
                        .startDaemon()) {
            for (int round = 1; round <= ROUNDS; round++) {
                load.start(daemon);
                awaitRandomMoment();
                server.kill();
                int before = load.acknowledgedCount();
                await().atMost(LONGEST_OUTAGE).until(() -> load.acknowledgedCount() > before);
                load.stop();
                requireUnharmed(daemon);
            }
        }
    }

    /** Some time after the first answer, so that the blow falls while there is work. */
    private void awaitRandomMoment() throws InterruptedException {
        int before = load.acknowledgedCount();
        await().atMost(LONGEST_OUTAGE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> load.acknowledgedCount() > before);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LOAD_MILLIS));
    }

    private void requireUnharmed(Daemon daemon) throws IOException, InterruptedException, SQLException {
        var aftermath = new Aftermath(installation);
        aftermath.requireComplete(daemon, load);
        load.repeat(daemon);
        aftermath.requireComplete(daemon, load);
        aftermath.awaitSealed(daemon);
        aftermath.requireIntact(daemon);
    }

    private static String url(DatabaseAddress address) {
        return "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":" + address.port()
                + "/" + address.database();
    }
}
