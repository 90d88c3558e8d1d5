package io.auditdb.plugin.cacheredis;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Values under AES-256-GCM. Safe for use by many threads.
 *
 * <p>What comes out is the id of the key (8 bytes), a salt (16 bytes), and what was encrypted with its tag (16 bytes) under
 * the key that is made of the salt. No two values share one, so the nonce is zero, and there is no limit to how many
 * values one key file serves.
 */
final class ValueCipher {
    private static final int SALT_BYTES = 16;
    private static final int PREFIX_BYTES = ValueKey.ID_BYTES + SALT_BYTES;
    private static final int TAG_BYTES = 16;
    private static final byte[] NONCE = new byte[12];

    private final Optional<ValueKey> key;
    private final List<ValueKey> keys;
    private final SecureRandom random = new SecureRandom();

    /** Encrypts under the first key, where there is one, and decrypts under all. */
    ValueCipher(Optional<ValueKey> key, List<ValueKey> old) {
        this.key = requireNonNull(key, "key is null");
        this.keys = Stream.concat(key.stream(), old.stream()).toList();
    }

    boolean encrypts() {
        return key.isPresent();
    }

    /**
     * Encrypts.
     *
     * @param bound has to be the same when it is decrypted
     */
    byte[] seal(byte[] plain, byte[] bound) {
        ValueKey master = key.orElseThrow();
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, master.derive(salt), bound);
            var sealed = ByteBuffer.allocate(PREFIX_BYTES + plain.length + TAG_BYTES);
            sealed.put(master.id()).put(salt);
            cipher.doFinal(ByteBuffer.wrap(plain), sealed);
            return sealed.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot encrypt", e);
        }
    }

    byte[] open(byte[] sealed, byte[] bound) throws UnusableException {
        if (sealed.length < PREFIX_BYTES + TAG_BYTES) {
            throw new UnusableException("it is too short to be encrypted", null);
        }
        byte[] salt = Arrays.copyOfRange(sealed, ValueKey.ID_BYTES, PREFIX_BYTES);
        for (ValueKey candidate : keys) {
            if (Arrays.equals(candidate.id(), 0, ValueKey.ID_BYTES, sealed, 0, ValueKey.ID_BYTES)) {
                return open(candidate.derive(salt), sealed, bound);
            }
        }
        throw new UnusableException("it is encrypted under a key that is not here", null);
    }

    private static byte[] open(SecretKey own, byte[] sealed, byte[] bound) throws UnusableException {
        try {
            return cipher(Cipher.DECRYPT_MODE, own, bound).doFinal(sealed, PREFIX_BYTES, sealed.length - PREFIX_BYTES);
        } catch (GeneralSecurityException e) {
            throw new UnusableException("it is not what was encrypted, or not for this key", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, NONCE));
        cipher.updateAAD(bound);
        return cipher;
    }
}
