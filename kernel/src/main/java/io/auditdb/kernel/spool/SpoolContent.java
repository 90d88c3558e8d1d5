package io.auditdb.kernel.spool;

import java.time.Instant;
import java.util.Optional;

/**
 * What lies in a spool.
 *
 * @param segments how many files
 * @param events how many events
 * @param bytes how large they are, and what is in quarantine
 * @param oldest when the first of the events was accepted
 * @param quarantined how many files are in quarantine
 */
record SpoolContent(int segments, long events, long bytes, Optional<Instant> oldest, long quarantined) {
    static final SpoolContent NONE = new SpoolContent(0, 0, 0, Optional.empty(), 0);
}
