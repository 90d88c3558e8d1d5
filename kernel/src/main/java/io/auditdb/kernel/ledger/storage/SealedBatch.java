package io.auditdb.kernel.ledger.storage;

import io.auditdb.kernel.ledger.tree.Hashes;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A batch as the database has it, with the MAC its writer put on it. */
public record SealedBatch(int writer, long number, List<UUID> ids, byte[] leaves, byte[] mac) {
    public int count() {
        return ids.size();
    }

    /** Returns whether it is what its writer committed, and whole. */
    public boolean isSealedBy(BatchMac key) {
        return leaves.length == ids.size() * Hashes.SIZE && key.matches(writer, number, ids, leaves, mac);
    }

    /** Returns whether this is the leaf hash at a position. */
    public boolean hasLeaf(int position, byte[] leaf) {
        int start = position * Hashes.SIZE;
        return start + Hashes.SIZE <= leaves.length
                && Arrays.equals(leaves, start, start + Hashes.SIZE, leaf, 0, leaf.length);
    }

    @Override
    public String toString() {
        return writer + "." + number;
    }
}
