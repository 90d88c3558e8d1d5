package io.auditdb.kernel.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestCheckpointNote {
    private static final byte[] ROOT =
            HexFormat.of().parseHex("fbff000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d");

    @TempDir
    private Path directory;

    private LogKeys key;

    @BeforeEach
    void open() {
        key = TestLogKeys.open(directory.resolve("keys"), "log.example/a");
    }

    @Test
    void saysOriginSizeAndRoot() {
        assertThat(new CheckpointNote("log.example/a", 12_345_678_901L, ROOT).text())
                .isEqualTo("log.example/a\n12345678901\n+/8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0=\n");
    }

    @Test
    void isReadBackWhenItIsSigned() {
        String note = key.sign(new CheckpointNote("log.example/a", 7, ROOT).text());
        CheckpointNote read = CheckpointNote.open(note, key).orElseThrow();
        assertThat(read.origin()).isEqualTo("log.example/a");
        assertThat(read.size()).isEqualTo(7);
        assertThat(read.isRoot(ROOT)).isTrue();
        assertThat(read.isRoot(new byte[32])).isFalse();
    }

    @Test
    void isNotReadWhenItsTextIsNotTheSignedOne() {
        String note = key.sign(new CheckpointNote("log.example/a", 7, ROOT).text());
        assertThat(CheckpointNote.open(note.replace("\n7\n", "\n8\n"), key)).isEmpty();
        assertThat(CheckpointNote.open("x" + note, key)).isEmpty();
    }

    @Test
    void isNotReadAsThatOfAnotherLog() {
        assertThat(CheckpointNote.open(key.sign(new CheckpointNote("log.example/b", 7, ROOT).text()), key))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.example/a\n",
                "log.example/a\n7\n",
                "log.example/a\nseven\nAAAA\n",
                "log.example/a\n7\n*\n",
                "log.example/a\n99999999999999999999\nAAAA\n",
                "something else\n"
            })
    void otherTextsThatTheKeySignedAreNoCheckpoints(String text) {
        assertThat(CheckpointNote.open(key.sign(text), key)).isEmpty();
    }
}
