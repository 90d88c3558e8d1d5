package io.auditdb.kernel.ledger.note;

import io.auditdb.kernel.ledger.tree.Hashes;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a checkpoint says: origin, size and root (C2SP tlog-checkpoint).
 *
 * @param origin the name of the log
 * @param size the number of leaves
 * @param root the root hash
 */
public record CheckpointNote(String origin, long size, byte[] root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9]\\d{0,17}");

    /** Returns the text to sign. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** Reads a note that a key of this log has signed; empty when none has, or it is not a checkpoint of this log. */
    public static Optional<CheckpointNote> open(String note, LogKeys keys) {
        return keys.open(note).flatMap(CheckpointNote::parse).filter(it -> it.origin.equals(keys.name()));
    }

    /** Reads the text of a checkpoint; empty when it is none. Lines that a log may add below it are left out. */
    public static Optional<CheckpointNote> parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty() || !SIZE.matcher(lines[1]).matches()) {
            return Optional.empty();
        }
        try {
            byte[] root = Base64.getDecoder().decode(lines[2]);
            return root.length == Hashes.SIZE
                    ? Optional.of(new CheckpointNote(lines[0], Long.parseLong(lines[1]), root))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean isRoot(byte[] other) {
        return Arrays.equals(root, other);
    }
}
