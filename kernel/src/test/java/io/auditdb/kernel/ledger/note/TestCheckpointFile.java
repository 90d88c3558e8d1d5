package io.auditdb.kernel.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.ledger.Checkpoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCheckpointFile {
    @TempDir
    private Path directory;

    private Path path;
    private CheckpointFile file;

    @BeforeEach
    void open() throws IOException {
        path = directory.resolve("ledger/checkpoint");
        file = new CheckpointFile(path);
    }

    private static Checkpoint checkpoint(long size) {
        return new Checkpoint("log", size, new byte[32], "log\n" + size + "\nroot\n\n— log sig\n", Instant.EPOCH);
    }

    @Test
    void isEmptyAtFirst() throws IOException {
        assertThat(file.read()).isEmpty();
    }

    @Test
    void keepsTheLargestWhateverTheOrder() throws IOException {
        for (long size : new long[] {5, 9, 100, 99, 7, 100}) {
            file.write(checkpoint(size));
        }
        assertThat(file.read()).contains(checkpoint(100).note());
    }

    @Test
    void leavesNothingBesideItButItsLock() throws IOException {
        file.write(checkpoint(1));
        file.write(checkpoint(2));
        try (Stream<Path> files = Files.list(path.getParent())) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrder("checkpoint", "checkpoint.lock");
        }
    }

    @Test
    void neverGoesBackWhenManyShareIt() throws Exception {
        List<Callable<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer;
            writers.add(() -> {
                var own = new CheckpointFile(path);
                for (int size = first + 1; size <= 100; size += 4) {
                    own.write(checkpoint(size));
                    assertThat(size(own)).isGreaterThanOrEqualTo(size);
                }
                return null;
            });
        }
        var threads = Executors.newFixedThreadPool(writers.size());
        try {
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(size(file)).isEqualTo(100);
    }

    private static long size(CheckpointFile file) throws IOException {
        return Long.parseLong(file.read().orElseThrow().split("\n", -1)[1]);
    }

    @Test
    void staysAsItIsWhileAStoppedProcessHasItsLock() throws IOException {
        file.write(checkpoint(1));
        try (FileChannel other = FileChannel.open(path.resolveSibling("checkpoint.lock"), StandardOpenOption.WRITE);
                var lock = other.lock()) {
            file.write(checkpoint(2));
            assertThat(lock.isValid()).isTrue();
            assertThat(file.read()).contains(checkpoint(1).note());
        }
        file.write(checkpoint(3));
        assertThat(file.read()).contains(checkpoint(3).note());
    }

    @Test
    void doesNotReplaceWhatIsNoCheckpoint() throws IOException {
        Files.writeString(path, "something else");
        assertThatThrownBy(() -> file.write(checkpoint(1))).hasMessageContaining("holds no checkpoint");
        assertThat(path).hasContent("something else");
    }

    @Test
    void clearsAwayWhatAKilledProcessLeft() throws IOException {
        Path old = Files.createFile(path.resolveSibling("checkpoint.1.next"));
        Path recent = Files.createFile(path.resolveSibling("checkpoint.2.next"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        new CheckpointFile(path);
        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }
}
