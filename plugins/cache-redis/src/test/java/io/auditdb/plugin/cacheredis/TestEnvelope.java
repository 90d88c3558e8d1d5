package io.auditdb.plugin.cacheredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.storage.CachedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestEnvelope {
    private static final String KEY = "audit-db:clinic:page:q:p:1";
    private static final Instant EXPIRES = Instant.parse("2031-02-03T04:05:06.789Z");
    private static final int MAX_ANSWER = 64 << 10;
    private static final int ROUNDS = 2_000;

    @TempDir
    private Path directory;

    private static Envelope envelope(Compression compression, Optional<ValueKey> key) {
        return new Envelope(compression, 100, MAX_ANSWER, new ValueCipher(key, List.of()));
    }

    private Optional<ValueKey> key() throws IOException {
        return Optional.of(ValueKey.read(Files.writeString(directory.resolve("key"), "0f".repeat(32))));
    }

    private static CachedAnswer answer(int repeats) {
        return new CachedAnswer("{\"action\":\"read\"}".repeat(repeats).getBytes(StandardCharsets.UTF_8), EXPIRES);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void opensWhatItSealed(Compression compression) throws Exception {
        for (int repeats : new int[] {0, 1, 5, 6, 7, 1_000}) {
            for (Optional<ValueKey> key : List.of(Optional.<ValueKey>empty(), key())) {
                Envelope envelope = envelope(compression, key);

                CachedAnswer opened = envelope.open(KEY, envelope.seal(KEY, answer(repeats)));

                assertThat(opened.bytes()).isEqualTo(answer(repeats).bytes());
                assertThat(opened.expires()).isEqualTo(EXPIRES);
            }
        }
    }

    /** Readers need not be configured as writers are. */
    @Test
    void opensWhatIsCompressedOtherwise() throws Exception {
        byte[] sealed = envelope(Compression.ZSTD, Optional.empty()).seal(KEY, answer(50));

        assertThat(envelope(Compression.NONE, Optional.empty())
                        .open(KEY, sealed)
                        .bytes())
                .isEqualTo(answer(50).bytes());
    }

    /** An answer comes out, or that the value is unusable; nothing else, and under a key only what went in. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void whateverItIsGivenIsAnAnswerOrUnusable(Compression compression) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        Envelope plain = envelope(compression, Optional.empty());
        Envelope encrypting = envelope(compression, key());
        for (int i = 0; i < ROUNDS; i++) {
            open(plain, damage(plain.seal(KEY, answer(20)), random));
            byte[] sealed = encrypting.seal(KEY, answer(20));
            byte[] damaged = damage(sealed, random);
            if (!Arrays.equals(sealed, damaged)) {
                assertThatThrownBy(() -> encrypting.open(KEY, damaged)).isInstanceOf(UnusableException.class);
            }
        }
    }

    private static void open(Envelope envelope, byte[] value) {
        try {
            assertThat(envelope.open(KEY, value).bytes()).hasSizeLessThanOrEqualTo(MAX_ANSWER);
        } catch (UnusableException e) {
            assertThat(e).hasMessageStartingWith("it ");
        }
    }

    private static byte[] damage(byte[] value, Random random) {
        byte[] damaged = Arrays.copyOf(value, random.nextInt(4) == 0 ? random.nextInt(value.length) : value.length);
        for (int i = random.nextInt(3); i >= 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    @Test
    void doesNotOpenUnderAnotherKeyOfRedis() throws Exception {
        Envelope envelope = envelope(Compression.LZ4, key());
        byte[] sealed = envelope.seal(KEY, answer(20));

        assertThatThrownBy(() -> envelope.open(KEY + "x", sealed)).isInstanceOf(UnusableException.class);
    }

    @Test
    void sealsNothingTwiceAlike() throws Exception {
        Envelope envelope = envelope(Compression.LZ4, key());

        assertThat(envelope.seal(KEY, answer(20))).isNotEqualTo(envelope.seal(KEY, answer(20)));
    }

    @Test
    void aKeyIsSixtyFourHexDigits() throws IOException {
        for (String content : List.of("", "0f", "0f".repeat(31), "0f".repeat(33), "zz".repeat(32))) {
            Path file = Files.writeString(directory.resolve("other"), content);

            assertThatThrownBy(() -> ValueKey.read(file))
                    .hasMessageContaining("64 hex digits")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> ValueKey.read(directory.resolve("none"))).hasMessageContaining("cannot be read");
    }
}
