package io.auditdb.kernel.ledger.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** RFC 6962 and RFC 9162 word for word, to compare with. */
public final class NaiveTree {
    private NaiveTree() {}

    /** Makes so many leaf hashes, one after the other. */
    public static byte[] leaves(Random random, int count) {
        byte[] leaves = new byte[count * 32];
        random.nextBytes(leaves);
        return leaves;
    }

    static byte[] leaf(byte[] leaves, long index) {
        return Arrays.copyOfRange(leaves, (int) index * 32, (int) index * 32 + 32);
    }

    /** RFC 6962, 2.1: MTH over the leaves from {@code from} to {@code to}, whose hashes are given. */
    static byte[] root(byte[] leaves, int from, int to) {
        int n = to - from;
        if (n == 0) {
            return sha256();
        }
        if (n == 1) {
            return leaf(leaves, from);
        }
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return node(root(leaves, from, from + k), root(leaves, from + k, to));
    }

    static byte[] node(byte[] left, byte[] right) {
        return sha256(new byte[] {1}, left, right);
    }

    /** RFC 9162, 2.1.3.2. */
    static boolean verifies(long index, long size, byte[] leaf, List<byte[]> path, byte[] root) {
        if (index >= size) {
            return false;
        }
        long fn = index;
        long sn = size - 1;
        byte[] r = leaf;
        for (byte[] p : path) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(r, root);
    }

    /** RFC 6962, 2.1.2: PROOF(m, D[n]). */
    static List<byte[]> consistency(byte[] leaves, int m, int n) {
        var proof = new ArrayList<byte[]>();
        subproof(leaves, m, 0, n, true, proof);
        return proof;
    }

    /** SUBPROOF(m, D[from:to], b). */
    private static void subproof(byte[] leaves, int m, int from, int to, boolean b, List<byte[]> proof) {
        int n = to - from;
        if (m == n) {
            if (!b) {
                proof.add(root(leaves, from, to));
            }
            return;
        }
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        if (m <= k) {
            subproof(leaves, m, from, from + k, b, proof);
            proof.add(root(leaves, from + k, to));
        } else {
            subproof(leaves, m - k, from + k, to, false, proof);
            proof.add(root(leaves, from, from + k));
        }
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
