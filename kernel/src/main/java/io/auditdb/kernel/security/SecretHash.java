package io.auditdb.kernel.security;

import java.security.MessageDigest;
import java.util.Arrays;

/** SHA-256 of a secret. Two compare in a time that does not depend on where they differ. */
final class SecretHash {
    private final byte[] bytes;

    SecretHash(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
