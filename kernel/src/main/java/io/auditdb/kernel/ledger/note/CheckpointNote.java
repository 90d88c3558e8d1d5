package io.auditdb.kernel.ledger.note;

import io.auditdb.kernel.ledger.tree.Hashes;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a checkpoint says: origin, size and root (C2SP tlog-checkpoint).
 *
 * @param origin the name of the log
 * @param size the number of leaves
 * @param root the root hash
 */
public record CheckpointNote(String origin, long size, byte[] root) {
    /** Returns the text to sign. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** Reads a note that {@code key} has signed; empty when it has not, or it is not a checkpoint of this log. */
    public static Optional<CheckpointNote> open(String note, LogKey key) {
        return key.open(note)
                .map(CheckpointNote::parse)
                .filter(it -> it.origin.equals(key.name()) && it.root.length == Hashes.SIZE);
    }

    private static CheckpointNote parse(String text) {
        String[] lines = text.split("\n", -1);
        try {
            return new CheckpointNote(
                    lines[0], Long.parseLong(lines[1]), Base64.getDecoder().decode(lines[2]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return new CheckpointNote("", 0, new byte[0]); // signed, but not a checkpoint
        }
    }

    public boolean isRoot(byte[] other) {
        return Arrays.equals(root, other);
    }
}
