package io.auditdb.kernel.ledger.tree;

import java.util.ArrayList;
import java.util.List;

/** Proofs over a tree whose tiles can be read (RFC 6962, 2.1.1 and 2.1.2). For one thread. */
public final class TreeProof {
    /** Gives the hash of a perfect subtree: {@code height} 0 is a leaf, {@code index} counts subtrees of that height. */
    @FunctionalInterface
    public interface Nodes {
        byte[] hash(int height, long index);
    }

    private final Nodes nodes;
    private final Hashes hashes = new Hashes();

    public TreeProof(Nodes nodes) {
        this.nodes = nodes;
    }

    /** Returns the root of the first {@code size} leaves. */
    public byte[] root(long size) {
        return size == 0 ? hashes.empty() : range(0, size);
    }

    /** Returns the siblings on the way from a leaf to the root of the first {@code size} leaves. */
    public List<byte[]> inclusion(long index, long size) {
        var path = new ArrayList<byte[]>();
        inclusion(index, 0, size, path);
        return path;
    }

    private void inclusion(long index, long from, long to, List<byte[]> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            inclusion(index, from, middle, path);
            path.add(range(middle, to));
        } else {
            inclusion(index, middle, to, path);
            path.add(range(from, middle));
        }
    }

    /**
     * Returns the hashes that lead from the root of the first {@code from} leaves to that of the first {@code to}; none
     * when {@code from} is 0 or {@code to}.
     */
    public List<byte[]> consistency(long from, long to) {
        var path = new ArrayList<byte[]>();
        if (from > 0) {
            consistency(from, 0, to, true, path);
        }
        return path;
    }

    /** {@code known} says that whoever checks it has the root over the leaves from {@code first} to {@code from}. */
    private void consistency(long from, long first, long to, boolean known, List<byte[]> path) {
        if (from == to) {
            if (!known) {
                path.add(range(first, to));
            }
            return;
        }
        long middle = first + split(to - first);
        if (from <= middle) {
            consistency(from, first, middle, known, path);
            path.add(range(middle, to));
        } else {
            consistency(from, middle, to, false, path);
            path.add(range(first, middle));
        }
    }

    /** Returns the hash of a subtree; its leaves are those that a tree of RFC 6962 has below one node. */
    public byte[] range(long from, long to) {
        long width = to - from;
        if (Long.bitCount(width) == 1) {
            int height = Long.numberOfTrailingZeros(width);
            return nodes.hash(height, from >>> height);
        }
        long middle = from + split(width);
        return hashes.node(range(from, middle), range(middle, to));
    }

    /** The largest power of two smaller than {@code width}. */
    public static long split(long width) {
        return Long.highestOneBit(width - 1);
    }
}
