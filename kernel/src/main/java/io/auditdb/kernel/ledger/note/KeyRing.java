package io.auditdb.kernel.ledger.note;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.VerifierKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ring of a log as its file has it, a line for each key.
 *
 * @param version tells it from what the file holds before and after
 * @param keys newest first, at least one
 */
record KeyRing(String version, List<RingKey> keys) {
    static final String FILE = "log-keys";

    /** Reads the ring of a log. */
    static KeyRing read(KeyDirectory directory, String name) {
        String version = directory.version(FILE); // before the text: a change in between is seen the next time
        List<RingKey> keys = directory
                .text(FILE)
                .lines()
                .map(line -> RingKey.parse(line, name))
                .toList();
        if (keys.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_CONFIG, "The ring of the log " + name + " is empty");
        }
        return new KeyRing(version, keys);
    }

    /** Returns the text of a ring. */
    static String text(Stream<RingKey> keys) {
        return keys.map(key -> key.line() + "\n").collect(Collectors.joining());
    }

    RingKey newest() {
        return keys.get(0);
    }

    List<VerifierKey> verifiers() {
        return keys.stream().map(RingKey::verifier).toList();
    }

    /** Returns the keys as a newer one leaves them, which comes now and lets the present one retire. */
    List<RingKey> retiring(Instant now, Duration overlap) {
        return keys.stream()
                .map(key -> key.until() == null ? key.until(now.plus(overlap)) : key)
                .toList();
    }
}
