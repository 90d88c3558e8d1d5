package io.auditdb.kernel.ledger.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestManifest {
    private static final Instant MAY = Instant.parse("2024-05-01T00:00:00Z");
    private static final Manifest MANIFEST = new Manifest(
            "example.com/log",
            UUID.fromString("0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11"),
            "audit_event_2024_05",
            new PartitionRange(MAY, Instant.parse("2024-06-01T00:00:00Z")),
            3,
            Instant.parse("2024-05-01T00:00:00.000001Z"),
            Instant.parse("2024-05-31T23:59:59.999999Z"),
            7,
            12,
            new ArchiveFile(4096, "ab".repeat(32)),
            "cd".repeat(32),
            20,
            new byte[32]);

    @Test
    void comesBackFromItsText() {
        assertThat(Manifest.parse(MANIFEST.text()).map(Manifest::text)).contains(MANIFEST.text());
    }

    @Test
    void isNoCheckpoint() {
        assertThat(CheckpointNote.parse(MANIFEST.text())).isEmpty();
        assertThat(MANIFEST.text().lines().findFirst().orElseThrow()).contains(" ");
    }

    @Test
    void isNotReadFromWhatSaysMoreOrLessOrElse() {
        String text = MANIFEST.text();
        assertThat(Manifest.parse(text + "more\n")).isEmpty();
        assertThat(Manifest.parse(text.replace("rows 3\n", ""))).isEmpty();
        assertThat(Manifest.parse(text.replace("rows 3", "rows three"))).isEmpty();
        assertThat(Manifest.parse(text.replace("rows 3", "rows 03"))).isEmpty();
        assertThat(Manifest.parse(text.replace("archive v1", "archive v2"))).isEmpty();
        assertThat(Manifest.parse("example.com/log\n3\nAAAA\n")).isEmpty();
        assertThat(Manifest.parse("")).isEmpty();
    }
}
