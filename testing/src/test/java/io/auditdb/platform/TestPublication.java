package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints kept where whoever changes the database cannot reach them. */
class TestPublication {
    @TempDir
    private Path directory;

    private final Map<String, Object> settings = new HashMap<>();
    private CheckpointServer server;
    private TestingAuditDb audit;

    @BeforeEach
    void open() throws IOException {
        server = new CheckpointServer();
        Path token = Files.writeString(directory.resolve("token"), "secret\n");
        settings.put("ledger.publish.places", List.of(directory.resolve("mirror") + "/", server.url()));
        settings.put("ledger.publish.token-file", token.toString());
        settings.put("ledger.publish.interval", "10ms");
        settings.put("ledger.publish.retry-interval", "20ms");
        settings.put("ledger.publish.timeout", "5s");
        audit = TestingAuditDb.open(settings);
    }

    @AfterEach
    void close() {
        server.hold.countDown(); // the platform waits for a delivery that is under way
        audit.close();
        server.close();
    }

    private Path mirror() {
        return directory.resolve("mirror/checkpoint");
    }

    private void append(int event) {
        long size = audit.ledger().checkpoint().map(it -> it.size()).orElse(0L);
        audit.database().append(SampleEvents.event(event));
        audit.awaitSealed(size + 1);
    }

    private String newest() {
        return audit.ledger().checkpoint().orElseThrow().note();
    }

    private String health(String name) {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(check -> check.name().equals(name))
                .map(check -> check.check().message())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyPlaceGetsTheNewestCheckpoint() throws IOException {
        append(1);
        await().until(() -> newest().equals(server.kept));
        await().until(() -> Files.exists(mirror()) && Files.readString(mirror()).equals(newest()));
        assertThat(server.authorization).isEqualTo("Bearer secret");
    }

    @Test
    void aPlaceThatHangsHoldsNothingUpAndGetsOnlyTheNewestAfterwards() {
        server.hold = new CountDownLatch(1);
        for (int i = 1; i <= 5; i++) {
            append(i);
        }
        await().until(() -> Files.exists(mirror()) && Files.readString(mirror()).equals(newest()));
        assertThat(server.kept).isNull();
        server.hold.countDown();
        await().until(() -> newest().equals(server.kept));
    }

    @Test
    void aPlaceThatFailsIsSeenInHealthUntilItWorksAgain() {
        server.status = 500;
        append(1);
        String check = "publication to " + server.url();
        await().until(() -> health(check).contains("PUT is answered with status 500"));
        assertThat(health("publication to " + directory.resolve("mirror") + "/"))
                .isEmpty();
        server.status = 204;
        await().until(() -> health(check).isEmpty());
        assertThat(server.kept).isEqualTo(newest());
    }

    @Test
    void aPlaceThatIsAwayAtTheStartDoesNotStopTheLog() {
        append(1);
        audit.stop();
        server.close();
        audit.start();
        append(2);
        assertThat(health("ledger")).isEmpty();
    }

    /** The database and the directory of the platform were put back together; what was published was not. */
    @Test
    void aDatabaseThatIsOlderThanWhatWasPublishedIsNotContinued() throws Exception {
        append(1);
        await().until(() -> newest().equals(server.kept));
        audit.stop();
        audit.postgres()
                .execute(
                        "TRUNCATE ledger_checkpoint, ledger_sequence, ledger_batch, ledger_tile, event_locator, audit_event");
        Files.delete(audit.var().resolve("ledger/checkpoint"));
        Files.delete(mirror());
        audit.start();
        audit.database().append(SampleEvents.event(2));
        await().until(() -> health("ledger").contains("the database was put back to an older copy"));
        assertThat(audit.ledger().checkpoint()).isEmpty();
        assertThat(health("integrity")).contains("HISTORY_CHANGED");
    }

    @Test
    void aForeignCheckpointInAPlaceStopsTheLog() {
        append(1);
        await().until(() -> newest().equals(server.kept));
        audit.stop();
        server.kept = "log.example\n7\nAAAA\n\n\u2014 log.example AAAA\n";
        audit.start();
        await().until(() ->
                health("ledger").contains("the checkpoint in " + server.url() + " is not signed by this log's key"));
    }
}
