package io.auditdb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peer has to store what the platform stored, or the comparison says nothing. */
class TestRawCopy {
    private static final int COUNT = 5000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void storesTheSameRows(int connections) throws Exception {
        try (TestingAuditDb audit = TestingAuditDb.open()) {
            var events = new HealthEvents(1, Instant.parse("2026-03-31T00:00:00Z"), 60, COUNT);
            new BulkAppend(audit.database()).append(BulkAppend.requests(events, 0, COUNT));
            audit.stop();
            String before = digest(audit);
            var copy = new RawCopy(audit.postgres(), directory);
            List<Path> files = CopyStream.deal(copy.export(), connections);
            assertThat(copy.store(files)).isPositive();
            assertThat(files)
                    .hasSize(connections)
                    .allSatisfy(file -> assertThat(Files.size(file)).isGreaterThan(100_000));
            assertThat(digest(audit)).isEqualTo(before);
        }
    }

    private static String digest(TestingAuditDb audit) throws Exception {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) || md5(string_agg(e::text, '' ORDER BY id)) FROM audit_event e")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void theSameSeedGivesTheSameEvents() {
        var one = new HealthEvents(5, Instant.parse("2026-03-31T00:00:00Z"), 60, COUNT);
        var other = new HealthEvents(5, Instant.parse("2026-03-31T00:00:00Z"), 60, COUNT);
        assertThat(one.events(10, 20)).isEqualTo(other.events(10, 20));
        assertThat(one.event(15)).isEqualTo(one.events(10, 20).get(5));
    }
}
