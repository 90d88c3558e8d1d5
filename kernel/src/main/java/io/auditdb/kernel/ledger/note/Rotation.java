package io.auditdb.kernel.ledger.note;

import io.auditdb.kernel.signature.VerifierKey;
import java.time.Instant;

/** What an old key says of the new one. A note of its own kind: its second line is no size, so it is no checkpoint. */
final class Rotation {
    private static final String HEADER = "audit-db/key-rotation/v1";

    private Rotation() {}

    /** Returns the text that both keys sign; the old one ceases to sign checkpoints at {@code until}. */
    static String text(VerifierKey old, VerifierKey next, Instant until) {
        return String.join("\n", HEADER, "old " + old.text(), "new " + next.text(), "until " + until, "");
    }
}
