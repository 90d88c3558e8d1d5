package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Archives in S3-compatible storage. */
class TestArchiveInBucket {
    private static final int EVENTS = 100;

    private static S3Server server;
    private final String prefix = "audit-db/" + UUID.randomUUID() + "/";
    private ArchivedDatabase archived;

    @BeforeAll
    static void startServer() throws IOException {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void close() {
        archived.close();
    }

    private void open(Map<String, Object> further) {
        var settings = new HashMap<>(server.settings(prefix));
        settings.putAll(further);
        archived = ArchivedDatabase.openElsewhere(settings);
        archived.append(SampleEvents.events(EVENTS));
    }

    private Path object(ArchiveInfo archive) {
        return server.bucket().resolve(prefix).resolve(archive.name() + ".parquet");
    }

    @Test
    void holdsWhatADirectoryHolds() throws IOException {
        open(Map.of());
        List<RecordedEvent> before = archived.query(EventQuery.builder());
        List<ArchiveInfo> archives = archived.archiveAll();
        assertThat(archives).allSatisfy(it -> assertThat(object(it)).exists());
        assertThat(archived.query(EventQuery.builder()))
                .usingRecursiveComparison()
                .isEqualTo(before);
        archived.awaitAllSealed();
        archived.verifyIntact();

        AuditEvent event = SampleEvents.event(3);
        archived.audit()
                .platform()
                .service(Redactions.class)
                .redact(new RedactionOrder(event.tenant(), event.id(), Set.of("subject.id"), "asked"));
        archived.awaitAllSealed();
        archived.verifyIntact();

        ArchiveInfo restored = archived.archives().list().get(0);
        archived.archives().restore("operator", restored.id());
        archived.awaitAllSealed();
        archived.verifyIntact();
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS);
    }

    @Test
    void encryptsWhatGoesIntoTheBucket() throws IOException {
        Path key = Files.createTempFile("archive", ".key");
        Files.writeString(key, "1f".repeat(32));
        open(Map.of("plugins.archive.key-file", key.toString()));
        for (ArchiveInfo archive : archived.archiveAll()) {
            assertThat(Files.readAllBytes(object(archive))).startsWith("ADBARC1\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS);
        archived.awaitAllSealed();
        archived.verifyIntact();
        Files.delete(key);
    }

    @Test
    void findsAnObjectThatWasChangedOrIsGone() throws IOException {
        open(Map.of());
        List<ArchiveInfo> archives = archived.archiveAll();
        byte[] bytes = Files.readAllBytes(object(archives.get(0)));
        bytes[bytes.length / 2] ^= 1;
        Files.write(object(archives.get(0)), bytes);
        Files.delete(object(archives.get(1)));
        assertThat(archived.audit().verify().violations())
                .filteredOn(it -> it.kind() == Violation.Kind.ARCHIVE_CHANGED)
                .extracting(Violation::description)
                .anyMatch(it -> it.contains(archives.get(0).name()))
                .anyMatch(it -> it.contains(archives.get(1).name()));
    }

    @Test
    void saysThatStorageCannotBeReachedAndGoesOnWhenItIsBack() throws Exception {
        open(Map.of());
        archived.archive("2024-03-01");
        server.stop();
        try {
            for (Runnable work : List.<Runnable>of(
                    () -> archived.audit().verify(),
                    () -> archived.archives()
                            .verify(archived.archives().list().get(0).id(), 1))) {
                assertThatThrownBy(work::run)
                        .isInstanceOfSatisfying(
                                AuditDbException.class,
                                e -> assertThat(e.code()).isEqualTo(StandardErrorCode.ARCHIVE_UNAVAILABLE));
            }
            assertThat(archived.archive("2025-01-01"))
                    .filteredOn(it -> it.action() == Action.ARCHIVE)
                    .isNotEmpty()
                    .extracting(PartitionStep::outcome)
                    .containsOnly(Outcome.FAILED);
        } finally {
            server.resume();
        }
        archived.archiveAll();
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS);
        archived.awaitAllSealed();
        archived.verifyIntact();
    }

    @Test
    void refusesToArchiveWhereItMayNotWrite() {
        open(Map.of(
                "plugins.archive.s3.credentials-file", server.wrongCredentials().toString()));
        assertThat(archived.archive("2025-01-01"))
                .filteredOn(it -> it.action() == Action.ARCHIVE)
                .isNotEmpty()
                .allSatisfy(it -> {
                    assertThat(it.outcome()).isEqualTo(Outcome.FAILED);
                    assertThat(it.reason()).doesNotContain("another-secret");
                });
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS);
    }

    @Test
    void storesALargeFileInParts() throws IOException {
        open(Map.of("plugins.archive.s3.part-size", "5MB"));
        var random = new Random(1);
        var events = new ArrayList<AuditEvent>();
        byte[] noise = new byte[6_000];
        for (int i = 0; i < 1_500; i++) {
            random.nextBytes(noise);
            events.add(SampleEvents.event(1).toBuilder()
                    .id(UUID.randomUUID())
                    .details(Map.of("noise", Base64.getEncoder().encodeToString(noise)))
                    .build());
        }
        archived.append(events);
        List<ArchiveInfo> archives = archived.archiveAll();
        assertThat(archives).anyMatch(it -> it.contents().orElseThrow().file().bytes() > 5 << 20);
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS + events.size());
        archived.awaitAllSealed();
        archived.verifyIntact();
        archived.archives().tidy();
        assertThat(server.keys(prefix)).hasSize(2 * archives.size());
    }
}
