package io.auditdb.kernel.ledger.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of RFC 6962, 2.1. For one thread. */
public final class Hashes {
    /** Length of a hash, in bytes. */
    public static final int SIZE = 32;

    private final MessageDigest sha256;

    public Hashes() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The root of a tree without leaves. */
    public byte[] empty() {
        return sha256.digest();
    }

    /** The hash of any bytes. */
    public byte[] of(byte[] bytes) {
        return sha256.digest(bytes);
    }

    /** The hash of an inner node. */
    public byte[] node(byte[] left, byte[] right) {
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }

    /** The root of a perfect subtree over these hashes, which lie one after the other; their number is a power of two. */
    public byte[] perfect(byte[] hashes, int offset, int count) {
        if (count == 1) {
            byte[] hash = new byte[SIZE];
            System.arraycopy(hashes, offset, hash, 0, SIZE);
            return hash;
        }
        int half = count / 2;
        return node(perfect(hashes, offset, half), perfect(hashes, offset + half * SIZE, half));
    }
}
