package io.auditdb.kernel.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.kernel.json.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSpoolFiles {
    private static final byte[] KEY = new byte[32];
    private static final long LARGE = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void givesBackInOrderWhatWasWrittenAlsoAfterARestart() throws IOException {
        List<String> written = new ArrayList<>();
        try (SpoolFiles files = open(200)) {
            for (int i = 0; i < 20; i++) {
                files.append(List.of(record("a" + i), record("b" + i)));
                written.addAll(List.of("a" + i, "b" + i));
            }
            assertThat(files.content().events()).isEqualTo(40);
            assertThat(files.content().segments()).isGreaterThan(5);
        }
        try (SpoolFiles files = open(200)) {
            assertThat(files.content().events()).isEqualTo(40);
            assertThat(files.content().oldest()).contains(Instant.EPOCH);
            assertThat(drain(files)).isEqualTo(written);
            assertThat(files.content()).isEqualTo(SpoolContent.NONE);
        }
        assertThat(Recovery.holdsEvents(directory)).isFalse();
    }

    @Test
    void nothingThatWasAcknowledgedIsLostWhereverTheLastWriteEnded() throws IOException {
        Path file = written(List.of("one", "two"), List.of("three"), List.of("four", "five"));
        byte[] ended = Files.readAllBytes(file);
        byte[] whole = Arrays.copyOf(ended, endOf(ended, 5));
        int lastGroup = endOf(whole, 3);
        for (int size = lastGroup; size < whole.length; size++) {
            Files.write(file, Arrays.copyOf(whole, size));
            try (SpoolFiles files = open(LARGE)) {
                assertThat(drain(files))
                        .as("cut at %d", size)
                        .startsWith("one", "two", "three")
                        .hasSizeLessThan(5);
                assertThat(files.content().quarantined()).isZero();
            }
        }
    }

    @Test
    void whateverPageOfTheLastWriteIsMissingTheRestIsTakenAndNothingIsCalledDamaged() throws IOException {
        Random random = Seeded.random();
        Path file = written(List.of("one"), List.of("two", "three", "four"));
        byte[] ended = Files.readAllBytes(file);
        byte[] whole = Arrays.copyOf(ended, endOf(ended, 4));
        for (int round = 0; round < 50; round++) {
            byte[] torn = whole.clone();
            int from = endOf(whole, 1) + random.nextInt(whole.length - endOf(whole, 1));
            Arrays.fill(torn, from, Math.min(whole.length, from + 1 + random.nextInt(40)), (byte) 0);
            Files.write(file, torn);
            try (SpoolFiles files = open(LARGE)) {
                assertThat(drain(files)).startsWith("one").isSubsetOf("one", "two", "three", "four");
                assertThat(files.content().quarantined()).isZero();
            }
        }
    }

    @Test
    void whatWasTornOnceIsNotCalledDamagedLater() throws IOException {
        Path file = written(List.of("one"));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1));
        try (SpoolFiles files = open(LARGE)) {
            files.append(List.of(record("two")));
        }
        try (SpoolFiles files = open(LARGE)) {
            assertThat(files.content().quarantined()).isZero();
            assertThat(drain(files)).containsExactly("one", "two");
        }
    }

    @Test
    void whatWasOnlyJustBegunIsNotCalledDamaged() throws IOException {
        Path begun = directory.resolve("0000000000000000.spool.draft");
        Files.write(begun, new byte[100]);
        Path aside = Files.createDirectories(directory.resolve("quarantine")).resolve("0000000000000001.spool.draft");
        Files.write(aside, new byte[1]);
        try (SpoolFiles files = open(LARGE)) {
            assertThat(files.content()).isEqualTo(SpoolContent.NONE);
            assertThat(begun).doesNotExist();
            assertThat(aside).doesNotExist();
            files.append(List.of(record("one")));
            assertThat(drain(files)).containsExactly("one");
        }
    }

    @Test
    void whatWasDamagedAfterItWasAcknowledgedIsKeptAndTheRestGoesOn() throws IOException {
        Path file = written(List.of("one"), List.of("two"), List.of("three"));
        byte[] whole = Files.readAllBytes(file);
        for (int damaged = 0; damaged < 3; damaged++) { // the last one, too: the file was ended
            byte[] bytes = whole.clone();
            bytes[endOf(bytes, damaged) + RecordHeader.BYTES] ^= 1;
            Files.write(file, bytes);
            var left = new ArrayList<>(List.of("one", "two", "three"));
            left.remove(damaged);
            try (SpoolFiles files = open(LARGE)) {
                assertThat(files.content().quarantined()).isEqualTo(1);
                assertThat(drain(files)).containsExactlyElementsOf(left);
            }
            assertThat(quarantine())
                    .singleElement()
                    .satisfies(it -> assertThat(it).hasBinaryContent(bytes));
            Files.delete(quarantine().get(0));
        }
    }

    @Test
    void aFileUnderAnotherKeyIsKept() throws IOException {
        Path file = written(List.of("one"));
        byte[] bytes = Files.readAllBytes(file);
        byte[] other = KEY.clone();
        other[0] = 1;
        try (SpoolFiles files = SpoolFiles.open(directory, other, LARGE)) {
            assertThat(files.content().events()).isZero();
            assertThat(files.content().quarantined()).isEqualTo(1);
        }
        assertThat(quarantine()).hasSize(1).allSatisfy(it -> assertThat(it).hasBinaryContent(bytes));
    }

    @Test
    void whatIsPutAsideCanBeMovedBack() throws IOException {
        try (SpoolFiles files = open(LARGE)) {
            files.append(List.of(record("one"), record("two")));
            Segment segment = files.oldest().orElseThrow();
            files.quarantine(segment, 1, record("two"));
            files.quarantine(segment, 1, record("two"));
            files.remove(segment);
            assertThat(files.content().quarantined()).isEqualTo(1);
        }
        try (SpoolFiles files = open(LARGE)) {
            files.append(List.of(record("three")));
            Segment segment = files.oldest().orElseThrow();
            files.quarantine(segment, 1, record("three"));
            assertThat(files.content().quarantined())
                    .as("nothing there is overwritten after a restart")
                    .isEqualTo(2);
            files.remove(segment);
        }
        for (Path file : quarantine()) {
            Files.move(file, directory.resolve(file.getFileName()));
        }
        try (SpoolFiles files = open(LARGE)) {
            files.quarantine(files.oldest().orElseThrow(), 0, record("two"));
            assertThat(drain(files)).containsExactly("two", "three");
            assertThat(files.content().quarantined()).as("put aside once more").isEqualTo(1);
        }
    }

    @Test
    void whatIsDamagedBeforeItIsReadIsKept() throws IOException {
        try (SpoolFiles files = open(LARGE)) {
            files.append(List.of(record("one")));
            files.append(List.of(record("two")));
            Path file = files.oldest().orElseThrow().file();
            byte[] bytes = Files.readAllBytes(file);
            bytes[endOf(bytes, 0) + RecordHeader.BYTES] ^= 1;
            Files.write(file, bytes);
            assertThat(drain(files)).containsExactly("two");
            assertThat(files.content().quarantined()).isEqualTo(1);
        }
    }

    @Test
    void isForOneProcessAndOneOwner() throws IOException {
        Path file = written(List.of("one"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (SpoolFiles files = open(LARGE)) {
            assertThatThrownBy(() -> open(LARGE))
                    .isInstanceOf(AuditDbException.class)
                    .hasMessageContaining("Another");
            assertThat(drain(files)).containsExactly("one");
        }
    }

    @Test
    void personalDataIsNotInClear() throws IOException {
        Path file = written(List.of("patient-4711"));
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContain("4711");
    }

    private SpoolFiles open(long segmentSize) throws IOException {
        return SpoolFiles.open(directory, KEY, segmentSize);
    }

    /** Writes groups into one file. */
    @SafeVarargs
    private Path written(List<String>... groups) throws IOException {
        try (SpoolFiles files = open(LARGE)) {
            for (List<String> group : groups) {
                files.append(group.stream().map(TestSpoolFiles::record).toList());
            }
            return files.oldest().orElseThrow().file();
        }
    }

    /** Where a number of records end. */
    private static int endOf(byte[] file, int records) {
        int place = SegmentWriter.HEADER_BYTES;
        for (int i = 0; i < records; i++) {
            place += RecordHeader.BYTES
                    + RecordHeader.read(ByteBuffer.wrap(file).position(place)).length();
        }
        return place;
    }

    private static List<String> drain(SpoolFiles files) throws IOException {
        var found = new ArrayList<String>();
        for (var segment = files.oldest(); segment.isPresent(); segment = files.oldest()) {
            files.read(segment.get()).forEach(it -> found.add(new String(it.events(), UTF_8)));
            files.remove(segment.get());
        }
        return found;
    }

    private static SpooledEvents record(String text) {
        return new SpooledEvents(Instant.EPOCH, 1, text.getBytes(UTF_8));
    }

    private List<Path> quarantine() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("quarantine"))) {
            return files.toList();
        }
    }
}
