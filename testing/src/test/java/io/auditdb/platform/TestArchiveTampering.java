package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done to archives behind the platform's back is found, and named. */
class TestArchiveTampering {
    private static final int EVENTS = 60;

    private ArchivedDatabase archived;
    private List<ArchiveInfo> archives;
    private ArchiveInfo archive;

    @BeforeEach
    void archive() {
        archived = ArchivedDatabase.open(Map.of());
        archived.append(SampleEvents.events(EVENTS));
        archives = archived.archiveAll();
        archive = archives.get(1);
        archived.awaitAllSealed();
        archived.verifyIntact();
    }

    @AfterEach
    void close() {
        archived.close();
    }

    /** Returns the only violations that are expected: of the archive first, which is named, then of its events. */
    private List<Violation> found(String problem) {
        VerificationReport report = archived.audit().verify();
        assertThat(report.violations()).isNotEmpty().first().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.ARCHIVE_CHANGED);
            assertThat(violation.description()).contains(archive.name()).contains(problem);
        });
        assertThat(archived.archives().verify(archive.id(), 100))
                .first()
                .satisfies(violation -> assertThat(violation.description()).contains(problem));
        assertThat(archived.archives().verify(archives.get(0).id(), 100)).isEmpty();
        return report.violations().subList(1, report.violations().size());
    }

    private void missing(List<Violation> violations) {
        assertThat(violations)
                .filteredOn(it -> it.kind() == Violation.Kind.EVENT_MISSING)
                .hasSize((int) archive.contents().orElseThrow().rows());
        assertThat(violations)
                .extracting(Violation::kind)
                .containsOnly(Violation.Kind.EVENT_MISSING, Violation.Kind.ARCHIVE_CHANGED);
    }

    /** As somebody would who has the right tools and no key. */
    private void rewrite(String columns, String where) throws Exception {
        Path file = archived.file(archive);
        Path copy = file.resolveSibling("copy");
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("COPY (SELECT " + columns + " FROM '" + file + "' " + where + ") TO '" + copy
                    + "' (FORMAT parquet, COMPRESSION zstd)");
        }
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void findsAFileThatWasCutShort() throws Exception {
        Path file = archived.file(archive);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
        missing(found("its file has"));
    }

    @Test
    void findsAFileOfWhichOneByteWasFlipped() throws Exception {
        Path file = archived.file(archive);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        found("its file was changed");
    }

    @Test
    void findsAFileThatWasReplacedByAnothers() throws Exception {
        Files.copy(archived.file(archives.get(0)), archived.file(archive), StandardCopyOption.REPLACE_EXISTING);
        assertThat(found("its file")).extracting(Violation::kind).contains(Violation.Kind.EVENT_MISSING);
    }

    @Test
    void findsAFileThatIsGone() throws Exception {
        Files.delete(archived.file(archive));
        missing(found("its file is gone"));
    }

    @Test
    void findsAManifestThatWasChanged() throws Exception {
        Path manifest = archived.manifest(archive);
        Files.writeString(manifest, Files.readString(manifest).replace("rows ", "rows 1"));
        assertThat(found("its manifest is not signed by this log")).isEmpty();
    }

    @Test
    void findsAManifestOfAnotherArchive() throws Exception {
        Files.copy(archived.manifest(archives.get(0)), archived.manifest(archive), StandardCopyOption.REPLACE_EXISTING);
        assertThat(found("its manifest is not the one that the database has on record"))
                .isEmpty();
    }

    @Test
    void namesTheEventThatWasTakenOutOfAFile() throws Exception {
        String id = SampleEvents.event(10).id().toString();
        rewrite("*", "WHERE id <> '" + id + "'");
        assertThat(found("its file")).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.EVENT_MISSING);
            assertThat(violation.event()).contains(SampleEvents.event(10).id());
        });
    }

    @Test
    void namesTheEventThatWasChangedInAFile() throws Exception {
        String changed = "CASE id WHEN '" + SampleEvents.event(10).id() + "' THEN 'x' ELSE purpose END AS purpose";
        rewrite("* REPLACE (" + changed + ")", "");
        assertThat(found("its file")).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Violation.Kind.EVENT_CHANGED);
            assertThat(violation.event()).contains(SampleEvents.event(10).id());
        });
    }

    @Test
    void findsAnArchiveThatTheDatabaseNoLongerCounts() throws Exception {
        archived.audit().postgres().execute("DELETE FROM event_archive WHERE id = '" + archive.id() + "'");
        assertThat(archived.audit().verify().violations())
                .extracting(Violation::kind)
                .contains(Violation.Kind.EVENT_MISSING)
                .doesNotContain(Violation.Kind.EVENT_CHANGED);
    }

    @Test
    void findsAnArchiveWhoseRecordWasChanged() throws Exception {
        archived.audit()
                .postgres()
                .execute("UPDATE event_archive SET rows = rows + 1 WHERE id = '" + archive.id() + "'");
        assertThat(found("its manifest is not the one that the database has on record"))
                .isEmpty();
    }
}
