package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full verification holds the log against the checkpoints in other places, a file and a URL here. */
class TestPublishedVerification {
    private static final List<String> TABLES = List.of(
            "audit_event",
            "event_locator",
            "ledger_batch",
            "ledger_sequence",
            "ledger_tile",
            "ledger_checkpoint",
            "ledger_verification");

    @TempDir
    private Path directory;

    private final Map<String, Object> settings = new HashMap<>();
    private CheckpointServer server;
    private Path mirror;
    private TestingAuditDb audit;

    @BeforeEach
    void open() throws IOException {
        server = new CheckpointServer();
        mirror = directory.resolve("mirror");
        settings.put("ledger.publish.places", List.of(mirror.toString(), server.url()));
        settings.put("ledger.publish.interval", "1ms");
        settings.put("ledger.publish.timeout", "5s");
        settings.put("ledger.verification.background.enabled", "false");
        audit = TestingAuditDb.open(settings);
        append(1);
        audit.awaitSealed(1);
        awaitPublished();
    }

    @AfterEach
    void close() {
        audit.close();
        server.close();
    }

    private void append(int event) {
        audit.database().append(SampleEvents.event(event));
    }

    private void awaitPublished() {
        await().until(() -> newest().equals(server.kept)
                && Files.exists(mirror)
                && Files.readString(mirror).equals(newest()));
    }

    private String newest() {
        return audit.ledger().checkpoint().orElseThrow().note();
    }

    private static List<String> history(VerificationReport report) {
        return report.violations().stream()
                .filter(violation -> violation.kind() == Violation.Kind.HISTORY_CHANGED)
                .map(Violation::description)
                .toList();
    }

    @Test
    void findsNothingWhereThePlacesHaveWhatTheLogSigned() {
        String first = server.kept;
        append(2);
        audit.awaitSealed(2);
        awaitPublished();
        server.kept = first; // an older one is as good
        VerificationReport report = audit.verify();
        assertThat(report.violations()).isEmpty();
        assertThat(report.remarks()).isEmpty();
        assertThat(report.intact()).isTrue();
    }

    @Test
    void remarksUponAPlaceThatCannotBeReadOrIsEmpty() throws IOException {
        server.close();
        Files.delete(mirror);
        VerificationReport report = audit.verify();
        assertThat(report.intact()).isTrue();
        assertThat(report.remarks())
                .hasSize(2)
                .anyMatch(remark -> remark.equals("there is no checkpoint in " + mirror + " to compare the log with"))
                .anyMatch(remark -> remark.startsWith("the checkpoint in " + server.url() + " cannot be read"));
        Files.createDirectory(mirror); // there, and no file
        assertThat(audit.verify().remarks())
                .anyMatch(remark -> remark.startsWith("the checkpoint in " + mirror + " cannot be read"));
        assertThat(audit.ledger()
                        .verify(VerificationScope.incremental(), VerificationProgress.NONE)
                        .remarks())
                .as("what is new is compared with the own file only")
                .isEmpty();
    }

    @Test
    void namesAPlaceWhoseCheckpointTheLogHasNotSigned() throws IOException {
        server.kept = "log.example\n7\nAAAA\n\n\u2014 log.example AAAA\n";
        Files.writeString(mirror, newest().replace("\n1\n", "\n2\n"));
        assertThat(history(audit.verify()))
                .containsExactlyInAnyOrder(
                        "the checkpoint in " + server.url() + " is not signed by this log's key",
                        "the checkpoint in " + mirror + " is not signed by this log's key");
    }

    /** Database and {@code var} are put back together, as from one backup, and agree in everything. */
    @Test
    void namesThePlacesThatKnowMoreThanADatabaseThatWasPutBack() throws Exception {
        backUp();
        append(2);
        audit.awaitSealed(2);
        awaitPublished();
        putBack();
        VerificationReport report = audit.verify();
        for (String place : List.of(mirror.toString(), server.url())) {
            assertThat(history(report))
                    .contains(
                            "the checkpoint in " + place + " over 2 leaves was made, but the log has 1: its end was cut"
                                    + " off, or the database was put back to an older copy");
        }
        assertThat(history(report)).hasSize(2);
    }

    /** Whoever has put the database back signs another history with the same key, where nobody compares. */
    @Test
    void namesThePlacesThatKnowAnotherHistory() throws Exception {
        backUp();
        append(2);
        audit.awaitSealed(2);
        awaitPublished();
        Object places = settings.remove("ledger.publish.places");
        putBack();
        append(3);
        audit.awaitSealed(2);
        audit.stop();
        settings.put("ledger.publish.places", places);
        audit.start();
        VerificationReport report = audit.verify();
        assertThat(history(report))
                .containsExactlyInAnyOrder(
                        "the first 2 leaves are not those that the checkpoint in " + mirror + " was made over",
                        "the first 2 leaves are not those that the checkpoint in " + server.url() + " was made over");
    }

    private Path ownFile() {
        return audit.var().resolve("ledger/checkpoint");
    }

    private void backUp() throws SQLException, IOException {
        for (String table : TABLES) {
            audit.postgres().execute("CREATE TABLE copy_of_" + table + " AS TABLE " + table);
        }
        Files.copy(ownFile(), directory.resolve("backup"));
    }

    private void putBack() throws SQLException, IOException {
        audit.stop();
        for (String table : TABLES) {
            audit.postgres().execute("TRUNCATE " + table, "INSERT INTO " + table + " SELECT * FROM copy_of_" + table);
        }
        Files.copy(directory.resolve("backup"), ownFile(), StandardCopyOption.REPLACE_EXISTING);
        audit.start();
    }
}
