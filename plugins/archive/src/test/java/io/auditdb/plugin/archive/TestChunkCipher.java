package io.auditdb.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.plugin.archive.ChunkCipher.DamagedException;
import io.auditdb.plugin.archive.ChunkCipher.UnknownKeyException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestChunkCipher {
    private static final int HEADER = 32;
    private static final int CHUNK = (64 << 10) + 16;

    @TempDir
    Path directory;

    private ArchiveKey key;
    private ChunkCipher cipher;

    @BeforeEach
    void makeKey() throws Exception {
        key = key("01");
        cipher = new ChunkCipher(Optional.of(key), List.of());
    }

    private ArchiveKey key(String digits) throws Exception {
        return ArchiveKey.read(Files.writeString(directory.resolve(digits), digits.repeat(32) + "\n"));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] encrypt(ChunkCipher cipher, byte[] plain) throws Exception {
        var out = new ByteArrayOutputStream();
        cipher.encrypt(new ByteArrayInputStream(plain), out);
        return out.toByteArray();
    }

    private static byte[] decrypt(ChunkCipher cipher, byte[] encrypted) throws Exception {
        var out = new ByteArrayOutputStream();
        cipher.decrypt(new ByteArrayInputStream(encrypted), out);
        return out.toByteArray();
    }

    private static boolean isNextEncrypted(byte[] bytes) throws IOException {
        return ChunkCipher.isNextEncrypted(new BufferedInputStream(new ByteArrayInputStream(bytes)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 300_000})
    void givesBackWhatItTook(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] encrypted = encrypt(cipher, plain);
        assertThat(decrypt(cipher, encrypted)).isEqualTo(plain);
        assertThat(encrypt(cipher, plain)).isNotEqualTo(encrypted);
        assertThat(isNextEncrypted(encrypted)).isTrue();
        assertThat(isNextEncrypted(plain)).isFalse();
        assertThat(isNextEncrypted(new byte[0])).isFalse();
    }

    @Test
    void findsAFileThatWasCutShort() throws Exception {
        byte[] encrypted = encrypt(cipher, bytes(200_000));
        for (int length : List.of(encrypted.length - 1, HEADER + 2 * CHUNK, HEADER + CHUNK, HEADER, 10, 0)) {
            assertThatThrownBy(() -> decrypt(cipher, Arrays.copyOf(encrypted, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void findsAFileThatWasMadeLonger() throws Exception {
        byte[] encrypted = encrypt(cipher, bytes(100));
        assertThatThrownBy(() -> decrypt(cipher, Arrays.copyOf(encrypted, encrypted.length + 1)))
                .isInstanceOf(DamagedException.class);
    }

    @Test
    void findsChunksInAnotherOrder() throws Exception {
        byte[] encrypted = encrypt(cipher, bytes(200_000));
        byte[] swapped = encrypted.clone();
        System.arraycopy(encrypted, HEADER, swapped, HEADER + CHUNK, CHUNK);
        System.arraycopy(encrypted, HEADER + CHUNK, swapped, HEADER, CHUNK);
        assertThatThrownBy(() -> decrypt(cipher, swapped)).isInstanceOf(DamagedException.class);
    }

    @Test
    void findsAChunkOfAnotherFileUnderTheSameKey() throws Exception {
        byte[] encrypted = encrypt(cipher, bytes(200_000));
        byte[] other = encrypt(cipher, bytes(200_000));
        System.arraycopy(other, HEADER, encrypted, HEADER, CHUNK);
        assertThatThrownBy(() -> decrypt(cipher, encrypted)).isInstanceOf(DamagedException.class);
    }

    @Test
    void findsEveryByteThatWasFlipped() throws Exception {
        byte[] encrypted = encrypt(cipher, bytes(100));
        for (int i = 0; i < encrypted.length; i++) {
            byte[] flipped = encrypted.clone();
            flipped[i] ^= 1;
            assertThatThrownBy(() -> decrypt(cipher, flipped))
                    .as("byte %d", i)
                    .isInstanceOfAny(DamagedException.class, UnknownKeyException.class);
        }
    }

    @Test
    void namesTheKeyThatIsMissing() throws Exception {
        byte[] encrypted = encrypt(cipher, bytes(100));
        var other = new ChunkCipher(Optional.of(key("02")), List.of());
        assertThatThrownBy(() -> decrypt(other, encrypted))
                .isInstanceOf(UnknownKeyException.class)
                .hasMessageContaining("which is not configured");
        assertThat(decrypt(new ChunkCipher(Optional.of(key("02")), List.of(key)), encrypted))
                .isEqualTo(bytes(100));
    }

    @Test
    void refusesAKeyFileThatHoldsNoKeyWithoutShowingIt() throws Exception {
        Path file = Files.writeString(directory.resolve("bad"), "secret-text");
        assertThatThrownBy(() -> ArchiveKey.read(file))
                .hasMessageContaining("64 hex digits")
                .hasMessageNotContaining("secret-text");
    }
}
