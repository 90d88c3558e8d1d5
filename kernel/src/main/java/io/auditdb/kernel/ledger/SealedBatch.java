package io.auditdb.kernel.ledger;

import java.util.List;
import java.util.UUID;

/** A batch as the database has it, with the MAC its writer put on it. */
record SealedBatch(int writer, long number, List<UUID> ids, byte[] leaves, byte[] mac) {
    int count() {
        return ids.size();
    }

    /** Returns whether it is what its writer committed, and whole. */
    boolean isSealedBy(BatchMac key) {
        return leaves.length == ids.size() * Hashes.SIZE && key.matches(writer, number, ids, leaves, mac);
    }

    /** Returns the leaf hash at a position. */
    byte[] leaf(int position) {
        return java.util.Arrays.copyOfRange(leaves, position * Hashes.SIZE, (position + 1) * Hashes.SIZE);
    }

    @Override
    public String toString() {
        return writer + "." + number;
    }
}
