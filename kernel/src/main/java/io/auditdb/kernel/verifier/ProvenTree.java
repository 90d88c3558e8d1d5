package io.auditdb.kernel.verifier;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A Merkle tree (RFC 6962, 2.1) of which the root is known, and more of it with every leaf that is proven: then the roots
 * of the subtrees to its right are known too. Leaves must come in rising order. Keeps one hash a level; for one thread.
 */
final class ProvenTree {
    static final int HASH_BYTES = 32;

    private final MessageDigest sha256;
    private final Deque<Subtree> known = new ArrayDeque<>();
    private long last = -1;

    private record Subtree(long from, long to, byte[] root) {}

    ProvenTree(long size, byte[] root) {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        known.push(new Subtree(0, size, root));
    }

    /** Returns the hash of a leaf. */
    byte[] leaf(byte[] entry) {
        sha256.update((byte) 0);
        return sha256.digest(entry);
    }

    /** Returns whether the path leads from a leaf to the nearest root that is known. */
    boolean prove(long index, byte[] leaf, List<byte[]> path) {
        while (!known.isEmpty() && known.element().to <= index) {
            known.pop();
        }
        if (index <= last || known.isEmpty() || known.element().from > index) {
            return false; // out of order, beyond the end, or in a subtree whose proof did not hold
        }
        last = index;
        Subtree subtree = known.pop();
        var right = new ArrayDeque<Subtree>();
        byte[] root = root(index, leaf, path, path.size(), subtree.from, subtree.to, right);
        if (root == null || !MessageDigest.isEqual(root, subtree.root)) {
            return false;
        }
        // the outermost was found first, and has to be the last to be asked
        right.forEach(known::push);
        return true;
    }

    /** Returns the root that follows, or null when the path has not the length of the way. */
    private byte[] root(
            long index, byte[] leaf, List<byte[]> path, int left, long from, long to, Deque<Subtree> right) {
        if (to - from == 1) {
            return left == 0 ? leaf : null;
        }
        if (left == 0) {
            return null;
        }
        long middle = from + Long.highestOneBit(to - from - 1);
        byte[] sibling = path.get(left - 1);
        if (index < middle) {
            right.addLast(new Subtree(middle, to, sibling));
            byte[] below = root(index, leaf, path, left - 1, from, middle, right);
            return below == null ? null : node(below, sibling);
        }
        byte[] below = root(index, leaf, path, left - 1, middle, to, right);
        return below == null ? null : node(sibling, below);
    }

    private byte[] node(byte[] left, byte[] right) {
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }
}
