package io.auditdb.kernel.ledger.note;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.kernel.signature.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * One key of a log's ring, as a line of the ring's file has it.
 *
 * @param verifier its public part
 * @param since when it began to sign
 * @param until when it ceases to; null while nothing has replaced it
 * @param source where its private part is
 * @param rotation the note in which its predecessor vouches for it; null for the first
 */
record RingKey(VerifierKey verifier, Instant since, Instant until, String source, String rotation) {
    private static final String SEPARATOR = "\t";
    private static final String NONE = "-";

    static RingKey parse(String line, String name) {
        String[] fields = line.split(SEPARATOR, -1);
        try {
            VerifierKey key = VerifierKey.parse(fields[0]);
            if (!key.name().equals(name)) {
                throw new IllegalArgumentException("it is of the log " + key.name());
            }
            return new RingKey(
                    key,
                    Instant.parse(fields[1]),
                    fields[2].equals(NONE) ? null : Instant.parse(fields[2]),
                    fields[3],
                    fields[4].equals(NONE)
                            ? null
                            : new String(Base64.getDecoder().decode(fields[4]), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "The ring of the log " + name + " has a line that is not one of its keys: " + e.getMessage(),
                    e);
        }
    }

    String line() {
        return String.join(
                SEPARATOR,
                verifier.text(),
                since.toString(),
                until == null ? NONE : until.toString(),
                source,
                rotation == null
                        ? NONE
                        : Base64.getEncoder().encodeToString(rotation.getBytes(StandardCharsets.UTF_8)));
    }

    boolean signsAt(Instant now) {
        return until == null || until.isAfter(now);
    }

    RingKey until(Instant end) {
        return new RingKey(verifier, since, end, source, rotation);
    }

    LedgerKey describe(Instant now) {
        LedgerKey.State state = until == null
                ? LedgerKey.State.ACTIVE
                : signsAt(now) ? LedgerKey.State.RETIRING : LedgerKey.State.RETIRED;
        return new LedgerKey(verifier.text(), state, since, until, rotation);
    }
}
