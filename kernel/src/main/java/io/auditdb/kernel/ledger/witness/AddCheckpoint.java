package io.auditdb.kernel.ledger.witness;

import io.auditdb.kernel.ledger.tree.Hashes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to cosign (C2SP tlog-witness).
 *
 * @param old the size that was cosigned before
 * @param proof that the checkpoint continues it
 * @param note the checkpoint
 */
record AddCheckpoint(long old, List<byte[]> proof, String note) {
    static final int MAX_PROOF = 63;

    private static final Pattern OLD = Pattern.compile("old (0|[1-9]\\d{0,17})");

    /**
     * Reads the body of a request.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static AddCheckpoint parse(String body) {
        int blank = body.indexOf("\n\n");
        if (blank < 0) {
            throw new IllegalArgumentException("an empty line must separate the proof from the checkpoint");
        }
        List<String> lines = body.substring(0, blank).lines().toList();
        Matcher old = OLD.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!old.matches()) {
            throw new IllegalArgumentException("the first line must be old, a space and a size");
        }
        if (lines.size() - 1 > MAX_PROOF) {
            throw new IllegalArgumentException("a proof has at most " + MAX_PROOF + " lines");
        }
        var proof = new ArrayList<byte[]>();
        for (String line : lines.subList(1, lines.size())) {
            proof.add(hash(line));
        }
        return new AddCheckpoint(Long.parseLong(old.group(1)), proof, body.substring(blank + 2));
    }

    private static byte[] hash(String line) {
        byte[] hash = Base64.getDecoder().decode(line);
        if (hash.length != Hashes.SIZE) {
            throw new IllegalArgumentException("a line of the proof must be a hash of 32 bytes in base64");
        }
        return hash;
    }

    /** Returns the body of a request. */
    String text() {
        var text = new StringBuilder("old ").append(old).append('\n');
        proof.forEach(
                hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        return text.append('\n').append(note).toString();
    }
}
