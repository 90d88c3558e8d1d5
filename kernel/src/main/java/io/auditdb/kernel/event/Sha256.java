package io.auditdb.kernel.event;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes many short messages into one place. For one thread. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    byte[] of(ByteBuilder message) {
        digest.update(message.array(), 0, message.size());
        return digest.digest();
    }
}
