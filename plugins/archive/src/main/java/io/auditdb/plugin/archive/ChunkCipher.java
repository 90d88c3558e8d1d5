package io.auditdb.plugin.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Files under AES-256-GCM, chunk by chunk, so that a part of any length needs no more memory than a chunk. The nonce of a
 * chunk is its number and whether it is the last (STREAM, Hoang, Reyhanitabar, Rogaway and Vizár 2015), so that a file that
 * was cut short, or whose chunks stand in another order, does not open. Safe for use by many threads.
 *
 * <p>A file begins with {@code ADBARC1} and a newline, the id of the key (8 bytes) and a salt (16 bytes), of which the
 * file's own key is made; each chunk of 64 KiB is followed by its tag of 16 bytes, only the last may be shorter.
 */
final class ChunkCipher {
    private static final byte[] MAGIC = "ADBARC1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int HEADER_BYTES = MAGIC.length + ArchiveKey.ID_BYTES + SALT_BYTES;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final Optional<ArchiveKey> key;
    private final List<ArchiveKey> keys;
    private final SecureRandom random = new SecureRandom();

    /** Encrypts under the first key, where there is one, and decrypts under all. */
    ChunkCipher(Optional<ArchiveKey> key, List<ArchiveKey> old) {
        this.key = key;
        this.keys = Stream.concat(key.stream(), old.stream()).toList();
    }

    boolean encrypts() {
        return key.isPresent();
    }

    /** A file that cannot be what was written under any key. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1;

        DamagedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A file under a key that is not here. */
    static final class UnknownKeyException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownKeyException(byte[] id) {
            super("is encrypted under the key " + HexFormat.of().formatHex(id)
                    + ", which is not configured (plugins.archive.key-file, old-key-files)");
        }
    }

    void encrypt(InputStream plain, OutputStream out) throws IOException {
        ArchiveKey master = key.orElseThrow();
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(MAGIC)
                .put(master.id())
                .put(salt)
                .array();
        out.write(header);
        SecretKey own = master.derive(salt);
        byte[] chunk = plain.readNBytes(CHUNK_BYTES);
        for (int number = 0; ; number++) {
            byte[] next = plain.readNBytes(CHUNK_BYTES);
            boolean last = next.length == 0;
            try {
                out.write(cipher(Cipher.ENCRYPT_MODE, own, header, number, last).doFinal(chunk));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-GCM cannot encrypt", e);
            }
            if (last) {
                return;
            }
            chunk = next;
        }
    }

    /** Decrypts; what was written before an exception is no use to anybody. */
    void decrypt(InputStream in, OutputStream plain) throws IOException, DamagedException, UnknownKeyException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        SecretKey own = key(header);
        byte[] chunk = in.readNBytes(CHUNK_BYTES + TAG_BYTES);
        for (int number = 0; ; number++) {
            byte[] next = in.readNBytes(CHUNK_BYTES + TAG_BYTES);
            boolean last = next.length == 0;
            if (chunk.length < TAG_BYTES) {
                throw new DamagedException("it ends in the middle", null);
            }
            try {
                plain.write(
                        cipher(Cipher.DECRYPT_MODE, own, header, number, last).doFinal(chunk));
            } catch (GeneralSecurityException e) {
                throw new DamagedException("chunk " + number + " is not what was written there", e);
            }
            if (last) {
                return;
            }
            chunk = next;
        }
    }

    private SecretKey key(byte[] header) throws DamagedException, UnknownKeyException {
        if (header.length < HEADER_BYTES || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DamagedException("it is not an encrypted file", null);
        }
        byte[] id = Arrays.copyOfRange(header, MAGIC.length, MAGIC.length + ArchiveKey.ID_BYTES);
        for (ArchiveKey candidate : keys) {
            if (Arrays.equals(candidate.id(), id)) {
                return candidate.derive(Arrays.copyOfRange(header, MAGIC.length + ArchiveKey.ID_BYTES, HEADER_BYTES));
            }
        }
        throw new UnknownKeyException(id);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] header, int number, boolean last)
            throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .putInt(0)
                .putInt(number)
                .putInt(last ? 1 : 0)
                .array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(header);
        return cipher;
    }

    /** Returns whether what comes next is an encrypted file; it still comes next then. */
    static boolean isNextEncrypted(BufferedInputStream in) throws IOException {
        in.mark(MAGIC.length);
        boolean encrypted = Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        in.reset();
        return encrypted;
    }
}
