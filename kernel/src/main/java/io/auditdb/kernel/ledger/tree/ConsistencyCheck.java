package io.auditdb.kernel.ledger.tree;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Checks that one tree continues another (RFC 9162, 2.1.4.2), from their roots and a proof alone. For one thread. */
public final class ConsistencyCheck {
    private final Hashes hashes = new Hashes();
    private byte[] oldRoot;
    private byte[] newRoot;

    /** Returns whether the tree of {@code to} leaves begins with that of {@code from}; everything continues nothing. */
    public boolean holds(long from, byte[] fromRoot, long to, byte[] toRoot, List<byte[]> proof) {
        if (from == 0 || from == to) {
            byte[] expected = from == to ? toRoot : hashes.empty();
            return proof.isEmpty() && from >= 0 && Arrays.equals(fromRoot, expected);
        }
        boolean wellFormed = from > 0
                && from < to
                && !proof.isEmpty()
                && proof.stream().allMatch(hash -> hash.length == Hashes.SIZE);
        return wellFormed
                && climb(from, fromRoot, to, proof)
                && Arrays.equals(oldRoot, fromRoot)
                && Arrays.equals(newRoot, toRoot);
    }

    /** Walks from the last leaf of the old tree to both roots; returns whether the proof has the right length. */
    private boolean climb(long from, byte[] fromRoot, long to, List<byte[]> proof) {
        Iterator<byte[]> next = proof.iterator();
        // the old root itself is a node of the new tree, and not part of the proof, when the old tree is perfect
        int perfect = Long.numberOfTrailingZeros(from);
        long node = (from - 1) >>> perfect;
        long last = (to - 1) >>> perfect;
        oldRoot = node == 0 ? fromRoot : next.next();
        newRoot = oldRoot;
        while (next.hasNext()) {
            if (last == 0) {
                return false;
            }
            byte[] hash = next.next();
            if ((node & 1) == 1 || node == last) {
                oldRoot = hashes.node(hash, oldRoot);
                newRoot = hashes.node(hash, newRoot);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                newRoot = hashes.node(newRoot, hash);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0;
    }
}
