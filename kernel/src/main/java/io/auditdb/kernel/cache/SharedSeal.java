package io.auditdb.kernel.cache;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Answers on their way through a cache that others can write to: HMAC-SHA-256 over key, expiry and bytes, under a key that
 * instances share. What is not as it was written, or is found under another key, is not an answer. Safe for use by many
 * threads.
 */
final class SharedSeal {
    private static final int MAC_BYTES = 16;

    private final SecretKeySpec key;

    SharedSeal(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    CachedAnswer seal(CacheKey under, CachedAnswer answer) {
        byte[] bytes = answer.bytes();
        byte[] sealed = Arrays.copyOf(bytes, bytes.length + MAC_BYTES);
        System.arraycopy(
                mac(under, answer.expires().toEpochMilli(), bytes, bytes.length), 0, sealed, bytes.length, MAC_BYTES);
        return new CachedAnswer(sealed, answer.expires());
    }

    /** Returns what was sealed; empty when this is something else. */
    Optional<CachedAnswer> open(CacheKey under, CachedAnswer sealed) {
        byte[] bytes = sealed.bytes();
        int length = bytes.length - MAC_BYTES;
        if (length < 0
                || !MessageDigest.isEqual(
                        mac(under, sealed.expires().toEpochMilli(), bytes, length),
                        Arrays.copyOfRange(bytes, length, bytes.length))) {
            return Optional.empty();
        }
        return Optional.of(new CachedAnswer(Arrays.copyOf(bytes, length), sealed.expires()));
    }

    private byte[] mac(CacheKey under, long expires, byte[] bytes, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(under.toString().getBytes(StandardCharsets.UTF_8));
            for (int shift = 56; shift >= 0; shift -= 8) {
                mac.update((byte) (expires >>> shift));
            }
            mac.update(bytes, 0, length);
            return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
