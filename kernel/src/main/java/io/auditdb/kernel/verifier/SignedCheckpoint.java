package io.auditdb.kernel.verifier;

import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a log signed: so many events have this root (C2SP tlog-checkpoint).
 *
 * @param origin the name of the log
 * @param size how many events it has
 * @param root the root hash, 32 bytes in base64
 */
public record SignedCheckpoint(String origin, long size, String root) {
    /** Reads a checkpoint of this key's log; empty when the key has not signed it. */
    static Optional<SignedCheckpoint> open(String note, VerifierKey key) {
        return SignedNote.parse(note)
                .filter(signed -> signed.isSignedBy(List.of(key)))
                .flatMap(signed -> parse(signed.text()))
                .filter(checkpoint -> checkpoint.origin.equals(key.name()));
    }

    private static Optional<SignedCheckpoint> parse(String text) {
        String[] lines = text.split("\n", -1);
        try {
            var checkpoint = new SignedCheckpoint(lines[0], Long.parseLong(lines[1]), lines[2]);
            return checkpoint.rootHash().length == ProvenTree.HASH_BYTES && checkpoint.size >= 0
                    ? Optional.of(checkpoint)
                    : Optional.empty();
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // signed, but not a checkpoint
        }
    }

    byte[] rootHash() {
        return Base64.getDecoder().decode(root);
    }
}
