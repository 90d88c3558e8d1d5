package io.auditdb.plugin.cacheredis;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key that answers are encrypted under: 32 bytes, in a file as 64 hex digits. Each value has a key of its own, derived. */
final class ValueKey {
    static final int ID_BYTES = 8;
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;
    private final byte[] id;

    private ValueKey(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.id = Arrays.copyOf(mac("audit-db cache key id v1", new byte[0]), ID_BYTES);
    }

    /** Throws {@code INVALID_CONFIG} when the file does not hold a key, or is not to be read. */
    static ValueKey read(Path file) {
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
            if (key.length == KEY_BYTES) {
                return new ValueKey(key);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw invalid(file, e);
        }
        throw invalid(file, null);
    }

    /** What is in the file stays out of messages. */
    private static AuditDbException invalid(Path file, Exception cause) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG,
                "The key of cached answers in " + file + " cannot be read; it has to be 64 hex digits",
                cause instanceof IOException ? cause : null);
    }

    /** Returns a name for the key that says nothing about it; not to be changed. */
    byte[] id() {
        return id;
    }

    /** Returns the key of the value with this salt. */
    SecretKey derive(byte[] salt) {
        return new SecretKeySpec(mac("audit-db cache value key v1", salt), "AES");
    }

    private byte[] mac(String label, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((label + "\n").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
