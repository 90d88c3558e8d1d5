package io.auditdb.kernel.spool;

import io.auditdb.kernel.security.KeyDirectory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts the records of one file: AES-256-GCM (NIST SP 800-38D) under a key that follows from the spool's and the
 * file's salt. The nonce is the record's place in the file, and no place is written twice. For one thread.
 */
final class SegmentCipher {
    static final int SALT_BYTES = 16;
    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final SecretKeySpec key;

    SegmentCipher(byte[] spoolKey, byte[] salt) {
        this.key = new SecretKeySpec(KeyDirectory.hmac(spoolKey, salt), "AES");
    }

    byte[] encrypt(long place, byte[] header, byte[] plain) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, place, header).doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** Returns the plain bytes; null when they are not what was encrypted here, or under another key. */
    byte[] decrypt(long place, byte[] header, byte[] encrypted) {
        try {
            return cipher(Cipher.DECRYPT_MODE, place, header).doFinal(encrypted);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, long place, byte[] header) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(place).array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
        cipher.updateAAD(header);
        return cipher;
    }
}
