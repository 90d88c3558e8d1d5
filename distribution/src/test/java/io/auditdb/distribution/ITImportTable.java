package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The move of the earlier system's table as an operator does it, killed in the middle. */
class ITImportTable {
    private static final int ROWS = 6000;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void anImportThatIsKilledGoesOnAndStoresEachRowOnce() throws Exception {
        Installation installation = Installation.unpackPrepared(directory);
        try (Daemon daemon = installation.startDaemon()) {
            try (Connection connection = daemon.superuser()) {
                fill(connection);
            }
            Process killed = installation
                    .process(installation.launcher(), "migrate", "import-table", "--batch", "50")
                    .start();
            try {
                await().atMost(LONGEST).pollInterval(Duration.ofMillis(5)).until(() -> state(installation) != null);
            } finally {
                killed.destroyForcibly().waitFor();
            }
            assertThat((Long) installation.object(state(installation)).get("position"))
                    .isBetween(1L, ROWS - 1L);

            var resumed = installation.json("migrate", "import-table");
            assertThat(resumed.get("rows")).isEqualTo((long) ROWS);
            assertThat((Long) resumed.get("stored") + (Long) resumed.get("duplicates"))
                    .isEqualTo(ROWS);
            var verified = installation.json("migrate", "import-table", "--verify");
            assertThat(verified.get("duplicates")).isEqualTo((long) ROWS);
            assertThat(verified.get("missing")).isEqualTo(0L);
            var result = installation.run("query", "--tenant", "old-clinic", "--all", "--format", "ndjson");
            assertThat(result.out().lines()).hasSize(ROWS);
            assertThat(installation.run("verify").exitCode()).isZero();
        }
    }

    private static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.audit_log (id serial PRIMARY KEY, timestamp timestamptz NOT NULL,"
                    + " principal_id varchar(255), organization_id varchar(255), action varchar(255) NOT NULL,"
                    + " status varchar(50) NOT NULL, hash varchar(64), details jsonb)");
            statement.execute("INSERT INTO public.audit_log (timestamp, principal_id, organization_id, action, status)"
                    + " SELECT timestamptz '2024-05-01Z' + i * interval '1 second', 'user-' || i % 9, 'old-clinic',"
                    + " 'auth.login.success', 'success' FROM generate_series(1, " + ROWS + ") i");
        }
    }

    /** Returns what is noted of how far the import is; null when nothing is. */
    private static String state(Installation installation) throws IOException {
        Path folder = installation.var().resolve("import");
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> states =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            return states.isEmpty() ? null : Files.readString(states.get(0));
        }
    }
}
