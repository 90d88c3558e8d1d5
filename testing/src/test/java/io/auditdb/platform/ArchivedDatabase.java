package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The platform with partitions that can be archived, on a database of its own. For one thread. */
final class ArchivedDatabase implements AutoCloseable {
    static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    private final TestingAuditDb audit;
    private final Path directory;

    private ArchivedDatabase(TestingAuditDb audit, Path directory) {
        this.audit = audit;
        this.directory = directory;
    }

    static ArchivedDatabase open(Map<String, ?> further) {
        return open(further, true);
    }

    private static ArchivedDatabase open(Map<String, ?> further, boolean here) {
        try {
            Path directory = Files.createTempDirectory("archives");
            var settings = new HashMap<String, Object>(settings(directory));
            if (!here) {
                settings.remove("plugins.archive.directory");
            }
            settings.putAll(further);
            return new ArchivedDatabase(TestingAuditDb.open(settings), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens one whose archives are not in a directory. */
    static ArchivedDatabase openElsewhere(Map<String, ?> storage) {
        return open(storage, false);
    }

    static Map<String, Object> settings(Path directory) {
        return Map.of(
                "plugins.partitioning.enabled",
                true,
                "plugins.partitioning.ahead",
                0,
                "plugins.archive.enabled",
                true,
                "plugins.archive.directory",
                directory.resolve("files").toString());
    }

    TestingAuditDb audit() {
        return audit;
    }

    /** Returns where the files are. */
    Path files() {
        return directory.resolve("files");
    }

    Path file(ArchiveInfo archive) {
        return files().resolve(archive.name() + ".parquet");
    }

    Path manifest(ArchiveInfo archive) {
        return files().resolve(archive.name() + ".manifest");
    }

    PartitionManager partitions() {
        return audit.platform().service(PartitionManager.class);
    }

    EventArchives archives() {
        return audit.platform().service(EventArchives.class);
    }

    /** Appends events and waits until they are sealed. */
    void append(List<AuditEvent> events) {
        audit.database().append(events);
        awaitAllSealed();
    }

    void awaitAllSealed() {
        audit.awaitSealed(number("SELECT sum(cardinality(ids)) FROM ledger_batch"));
    }

    List<PartitionStep> archive(String before) {
        awaitAllSealed();
        Instant time = Instant.parse(before + "T00:00:00Z");
        // while maintenance runs, which it does at the start, there is only a plan
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> partitions().archive(OPERATOR, time, false),
                        steps -> steps.stream()
                                .noneMatch(it -> it.action() == Action.ARCHIVE && it.outcome() == Outcome.PLANNED));
    }

    /** Archives all that is there of the year 2024; every step is done. */
    List<ArchiveInfo> archiveAll() {
        assertThat(archive("2025-01-01")).extracting(PartitionStep::outcome).containsOnly(Outcome.DONE);
        return archives().list();
    }

    List<RecordedEvent> query(EventQuery.Builder query) {
        try (Stream<RecordedEvent> events = audit.database().stream(
                query.tenants(Set.of("tenant-0", "tenant-1", "tenant-2")).build())) {
            return events.toList();
        }
    }

    /** Verifies everything, and expects nothing. */
    void verifyIntact() {
        VerificationReport report = audit.verify();
        assertThat(report.violations()).isEmpty();
        assertThat(report.intact()).isTrue();
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    String text(String sql) {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a digest over all rows of three tenants, byte for byte as the database has them. */
    String rows() {
        return text(
                "SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(e::text), '' ORDER BY tenant, occurred_at, id)), '')"
                        + " FROM audit_event e WHERE tenant LIKE 'tenant-%'");
    }

    @Override
    public void close() {
        audit.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
