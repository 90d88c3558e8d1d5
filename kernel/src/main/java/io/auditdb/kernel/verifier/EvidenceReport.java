package io.auditdb.kernel.verifier;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check of evidence found.
 *
 * @param format what it says it is; null when that cannot be read
 * @param checkpoint what the log signed; empty when the key has not signed it
 * @param events how many events it holds
 * @param proven how many of them verify
 * @param unsealed how many events it lists as stored and not proven, which is no fault
 * @param shown the personal fields of a disclosure that verify, by name; empty for a bundle
 * @param findingCount how many findings there are
 * @param findings the first of them
 */
public record EvidenceReport(
        String format,
        Optional<SignedCheckpoint> checkpoint,
        long events,
        long proven,
        long unsealed,
        Map<String, Object> shown,
        long findingCount,
        List<Finding> findings) {
    /**
     * Something that does not verify.
     *
     * @param line where, from 1
     * @param event the id that the entry states; null when no single event is concerned, or it cannot be read
     * @param problem what is wrong, without personal data
     */
    public record Finding(long line, String event, String problem) {
        @Override
        public String toString() {
            return "line " + line + (event == null ? "" : ", event " + event) + ": " + problem;
        }
    }

    /** Returns whether everything verifies. */
    public boolean intact() {
        return findingCount == 0;
    }
}
