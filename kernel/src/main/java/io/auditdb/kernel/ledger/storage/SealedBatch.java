package io.auditdb.kernel.ledger.storage;

import io.auditdb.kernel.ledger.tree.Hashes;
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

    /** Returns the leaf hash at a position. */
    public byte[] leaf(int position) {
        return java.util.Arrays.copyOfRange(leaves, position * Hashes.SIZE, (position + 1) * Hashes.SIZE);
    }

    @Override
    public String toString() {
        return writer + "." + number;
    }
}
