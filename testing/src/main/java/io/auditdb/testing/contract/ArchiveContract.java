package io.auditdb.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.api.storage.EventPlace;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Of cold storage. Each promise stores what it asks about, and takes it away again. */
final class ArchiveContract {
    private static final String NAME = "contract-1";
    private static final String ABSENT = "contract-absent";

    private ArchiveContract() {}

    static List<Promise<Archive>> promises() {
        return List.of(
                Promise.of("gives back what it was given, byte for byte, in every order", ArchiveContract::givesBack),
                Promise.of("measures what is there", ArchiveContract::measures),
                Promise.of("keeps manifests", ArchiveContract::keepsManifests),
                Promise.of("finds by id, by batch and by query, as far as it is asked", ArchiveContract::finds),
                Promise.of("stores nothing of rows that break off", ArchiveContract::storesWholes),
                Promise.of("forgets what is removed", ArchiveContract::forgets),
                Promise.of("tells what is not there", ArchiveContract::tellsWhatIsAbsent),
                Promise.of("does not follow a name elsewhere", ArchiveContract::staysInPlace));
    }

    private static void holding(Archive archive, Runnable work) {
        archive.store(NAME, SampleRows.of(SampleRows.all()));
        try {
            work.run();
        } finally {
            archive.remove(NAME);
        }
    }

    private static void assertSame(ArchiveRows rows, List<byte[]> expected) {
        assertThat(SampleRows.read(rows))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(expected);
    }

    private static void givesBack(Archive archive) {
        holding(archive, () -> {
            List<byte[]> newestFirst = SampleRows.all();
            List<byte[]> oldestFirst = SampleRows.all();
            Collections.reverse(oldestFirst);
            assertSame(archive.rows(NAME, ArchiveOrder.NEWEST_FIRST), newestFirst);
            assertSame(archive.rows(NAME, ArchiveOrder.LOG), oldestFirst);
            assertSame(archive.rows(NAME, ArchiveOrder.BATCHES), oldestFirst);
            assertSame(archive.rows(NAME, ArchiveOrder.IDS), newestFirst);
        });
    }

    private static void measures(Archive archive) {
        ArchiveFile file = archive.store(NAME, SampleRows.of(SampleRows.all()));
        try {
            assertThat(file.bytes()).isPositive();
            assertThat(file.sha256()).matches("[0-9a-f]{64}");
            assertThat(archive.measure(NAME)).contains(file);
        } finally {
            archive.remove(NAME);
        }
    }

    private static void keepsManifests(Archive archive) {
        holding(archive, () -> {
            assertThat(archive.manifest(NAME)).isEmpty();
            archive.storeManifest(NAME, "a note\nof two lines, ü 😀\n");
            assertThat(archive.manifest(NAME)).contains("a note\nof two lines, ü 😀\n");
        });
        assertThat(archive.manifest(NAME)).as("goes with its archive").isEmpty();
    }

    private static void finds(Archive archive) {
        holding(archive, () -> {
            List<String> names = List.of(NAME);
            assertSame(archive.find(names, SampleRows.id(2), SampleRows.occurredAt(2)), List.of(SampleRows.row(2)));
            assertSame(archive.find(names, SampleRows.id(2), SampleRows.occurredAt(3)), List.of());
            assertThat(SampleRows.read(archive.batch(names, 3, 12))).hasSize(SampleRows.COUNT);
            assertSame(archive.batch(names, 3, 13), List.of());
            EventQuery all = EventQuery.builder().tenant(SampleRows.TENANT).build();
            assertSame(archive.query(names, all, null, ArchiveOrder.NEWEST_FIRST, 0), SampleRows.all());
            assertSame(
                    archive.query(names, all, null, ArchiveOrder.NEWEST_FIRST, 2),
                    SampleRows.all().subList(0, 2));
            var after = new EventPlace(SampleRows.occurredAt(1), SampleRows.id(1), SampleRows.TENANT);
            assertSame(
                    archive.query(names, all, after, ArchiveOrder.NEWEST_FIRST, 2),
                    SampleRows.all().subList(2, 4));
            EventQuery one = EventQuery.builder()
                    .tenant(SampleRows.TENANT)
                    .principal("p-3")
                    .build();
            assertSame(archive.query(names, one, null, ArchiveOrder.NEWEST_FIRST, 0), List.of(SampleRows.row(3)));
            EventQuery others = EventQuery.builder().tenant("another").build();
            assertSame(archive.query(names, others, null, ArchiveOrder.NEWEST_FIRST, 0), List.of());
        });
    }

    private static void storesWholes(Archive archive) {
        assertThatThrownBy(() -> archive.store(ABSENT, SampleRows.breakingOff()))
                .isInstanceOf(RuntimeException.class);
        assertThat(archive.measure(ABSENT)).isEmpty();
        assertThat(archive.names()).doesNotContain(ABSENT);
    }

    private static void forgets(Archive archive) {
        archive.store(NAME, SampleRows.of(SampleRows.all()));
        assertThat(archive.names()).contains(NAME);
        archive.remove(NAME);
        archive.remove(NAME);
        assertThat(archive.names()).doesNotContain(NAME);
        assertThat(archive.measure(NAME)).isEmpty();
    }

    private static void tellsWhatIsAbsent(Archive archive) {
        assertThat(archive.measure(ABSENT)).isEmpty();
        assertThat(archive.manifest(ABSENT)).isEmpty();
        isDamaged(() -> SampleRows.read(archive.rows(ABSENT, ArchiveOrder.LOG)));
        isDamaged(() -> SampleRows.read(archive.find(List.of(ABSENT), new UUID(1, 1), SampleRows.occurredAt(0))));
    }

    private static void staysInPlace(Archive archive) {
        for (String name : List.of("../other", "/etc/passwd", "a/b", "")) {
            try {
                assertThat(archive.measure(name)).as(name).isEmpty();
            } catch (AuditDbException e) {
                assertThat(e.code()).isEqualTo(StandardErrorCode.ARCHIVE_DAMAGED);
            }
        }
    }

    private static void isDamaged(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.ARCHIVE_DAMAGED));
    }
}
