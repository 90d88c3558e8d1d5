package io.auditdb.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestParquetArchive {
    private static final long YEAR_1 = -62_135_596_800_000_000L - RowAppender.EPOCH;
    private static final long YEAR_9999 = 253_402_300_799_999_999L - RowAppender.EPOCH;

    @TempDir
    Path directory;

    private Scratch scratch;
    private Engine engine;
    private ParquetArchive archive;

    @BeforeEach
    void open() throws Exception {
        open(Optional.empty());
    }

    private void open(Optional<ArchiveKey> key) throws Exception {
        var settings = new ArchiveSettings(
                Optional.empty(),
                Optional.empty(),
                new DataSize(1 << 30),
                Optional.empty(),
                List.of(),
                new DataSize(128 << 20),
                2,
                2,
                Duration.ofMillis(100),
                2048,
                new S3Settings(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "us-east-1",
                        false,
                        Optional.empty(),
                        "default",
                        Duration.ofSeconds(1),
                        1,
                        new DataSize(5 << 20)));
        Path files = directory.resolve("it's here");
        scratch = Scratch.open(directory.resolve("scratch"));
        engine = new Engine(settings, scratch.directory(), List.of(files, scratch.directory()));
        var storage = new DirectoryStorage(files);
        var plain = new PlainFiles(
                storage,
                scratch,
                new ChunkCipher(key, List.of()),
                settings.scratchLimit().bytes());
        archive = new ParquetArchive(storage, scratch, plain, new ParquetFiles(engine, settings.rowGroup()));
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
        scratch.close();
    }

    /** A row of which each text is this one, or missing. */
    private static byte[] row(String text, String json, long time, int number) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(Field.ALL.size());
            for (Field field : Field.ALL) {
                switch (field) {
                    case TEXT -> text(out, text, false);
                    case JSONB -> text(out, json, true);
                    case UUID -> uuid(out, new UUID(number * 0x9E3779B97F4A7C15L, -number));
                    case SECRET -> {
                        if (json == null) {
                            out.writeInt(-1);
                        } else {
                            uuid(out, new UUID(Long.MIN_VALUE + number, number));
                        }
                    }
                    case TIME -> number(out, 8, time);
                    case SMALLINT -> number(out, 2, number % 1000);
                    case INTEGER -> number(out, 4, number);
                    case BIGINT -> number(out, 8, number * 1_000_000_007L);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text, boolean json) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length + (json ? 1 : 0));
        if (json) {
            out.writeByte(1);
        }
        out.write(utf8);
    }

    private static void uuid(DataOutputStream out, UUID id) throws IOException {
        out.writeInt(16);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void number(DataOutputStream out, int length, long value) throws IOException {
        out.writeInt(length);
        for (int shift = 8 * length - 8; shift >= 0; shift -= 8) {
            out.writeByte((int) (value >>> shift));
        }
    }

    private static ArchiveRows rows(List<byte[]> rows) {
        Iterator<byte[]> iterator = rows.iterator();
        return new ArchiveRows() {
            @Override
            public byte[] next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    private List<byte[]> read(String name) {
        var read = new ArrayList<byte[]>();
        try (ArchiveRows rows = archive.rows(name, ArchiveOrder.NEWEST_FIRST)) {
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                read.add(row);
            }
        }
        return read;
    }

    private static List<byte[]> everything() {
        var all = new StringBuilder();
        for (int c = 1; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 97) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        var rows = new ArrayList<byte[]>();
        rows.add(row("a", "{\"a\": 12345678901234567890.50}", YEAR_9999, 7));
        rows.add(row(all.toString(), "{\"quotes\": \"' \\\" \\\\ \\u0001\"}", 1, 6));
        rows.add(row("", "{}", 0, 5));
        rows.add(row(" trailing ", "[]", -1, 4));
        rows.add(row(null, null, -2, 3));
        rows.add(row("NULL", "null", YEAR_1, 2));
        return rows;
    }

    @Test
    void leavesNoLibraryInTheTemporaryDirectory() throws Exception {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("libduckdb_java")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" (deleted)"));
        }
    }

    @Test
    void givesBackEveryRowByteForByte() {
        ArchiveFile file = archive.store("every-kind", rows(everything()));
        assertThat(read("every-kind")).usingElementComparator(Arrays::compare).isEqualTo(everything());
        assertThat(archive.measure("every-kind")).contains(file);
        assertThat(archive.names()).containsExactly("every-kind");
    }

    @Test
    void keepsFilesEncryptedWhereThereIsAKey() throws Exception {
        archive.store("plain", rows(everything()));
        close();
        Path keyFile = Files.writeString(directory.resolve("key"), "ab".repeat(32));
        open(Optional.of(ArchiveKey.read(keyFile)));
        archive.store("secret", rows(everything()));
        byte[] stored = Files.readAllBytes(directory.resolve("it's here/secret.parquet"));
        assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                .startsWith("ADBARC1")
                .doesNotContain("PAR1");
        assertThat(read("secret")).usingElementComparator(Arrays::compare).isEqualTo(everything());
        assertThat(read("plain")).usingElementComparator(Arrays::compare).isEqualTo(everything());
        stored[stored.length / 2] ^= 1;
        archive.remove("secret");
        Files.write(directory.resolve("it's here/secret.parquet"), stored);
        assertThatThrownBy(() -> read("secret")).satisfies(e -> hasCode(e, StandardErrorCode.ARCHIVE_DAMAGED));
        close();
        open();
        assertThatThrownBy(() -> read("secret"))
                .hasMessageContaining("which is not configured")
                .satisfies(e -> hasCode(e, StandardErrorCode.ARCHIVE_UNAVAILABLE));
    }

    private static void hasCode(Throwable e, StandardErrorCode code) {
        assertThat(((AuditDbException) e).code()).isEqualTo(code);
    }

    @Test
    void doesNotFollowANameOutOfItsDirectory() {
        for (String name : List.of("../other", "/etc/passwd", "a/b", "", "A", ".hidden")) {
            assertThatThrownBy(() -> archive.measure(name))
                    .satisfies(e -> hasCode(e, StandardErrorCode.ARCHIVE_DAMAGED));
        }
    }

    @Test
    void letsAReaderWaitForItsTurnOnlySoLong() {
        archive.store("busy", rows(everything()));
        try (ArchiveRows first = archive.rows("busy", ArchiveOrder.LOG);
                ArchiveRows second = archive.rows("busy", ArchiveOrder.LOG)) {
            assertThatThrownBy(() -> archive.rows("busy", ArchiveOrder.LOG))
                    .hasMessageContaining("plugins.archive.readers");
            assertThat(first.next()).isNotNull();
            assertThat(second.next()).isNotNull();
        }
        assertThat(read("busy")).hasSize(everything().size());
    }

    @Test
    void leavesNoPlainTextBehind() throws Exception {
        archive.store("clean", rows(everything()));
        scratch.close();
        try (var files = Files.list(scratch.directory())) {
            assertThat(files).isEmpty();
        }
        assertThat(Files.getPosixFilePermissions(scratch.directory())).hasSize(3);
    }

    @Test
    void tellsStorageThatIsNotThereFromAFileThatIsGone() throws Exception {
        archive.store("there", rows(everything()));
        archive.remove("there");
        assertThat(archive.measure("there")).isEmpty();
        Files.delete(directory.resolve("it's here").resolve(DirectoryStorage.MARK));
        assertThatThrownBy(() -> archive.measure("there"))
                .satisfies(e -> hasCode(e, StandardErrorCode.ARCHIVE_UNAVAILABLE));
    }
}
