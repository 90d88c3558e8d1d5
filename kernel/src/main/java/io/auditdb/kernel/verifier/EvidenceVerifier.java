package io.auditdb.kernel.verifier;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.signature.VerifierKey;
import java.io.IOException;
import java.io.InputStream;

/** Checks bundles and disclosures of one log. Safe for use by many threads. */
public final class EvidenceVerifier {
    private final VerifierKey key;
    private final Json json;
    private final int maxFindings;

    /**
     * Checks with this key.
     *
     * @param key the key that signs the log
     * @param maxFindings how many findings a report holds at most; all are counted
     * @throws IllegalArgumentException when the key is a witness's, which vouches for what it was shown and no more
     */
    public EvidenceVerifier(VerifierKey key, Json json, int maxFindings) {
        if (key.type() != SignatureType.NOTE) {
            throw new IllegalArgumentException("the key is that of a witness, and not of a log");
        }
        this.key = key;
        this.json = json;
        this.maxFindings = maxFindings;
    }

    /**
     * Checks one file. Memory does not grow with it. Whatever is wrong with it is a finding, also that it is something
     * else altogether.
     *
     * @param in the file, read in small steps; not closed
     */
    public EvidenceReport verify(InputStream in) throws IOException {
        var lines = new EvidenceLines(in);
        var findings = new Findings(maxFindings);
        try {
            EvidenceLine first = first(lines);
            String format = first.text("format");
            return switch (format) {
                case EvidenceFormat.BUNDLE -> new BundleCheck(key, this, findings).run(first, lines);
                case EvidenceFormat.DISCLOSURE -> new DisclosureCheck(key, json, findings).run(first, lines);
                default -> throw new IllegalArgumentException("the format is not one that is known here");
            };
        } catch (IllegalArgumentException e) {
            findings.add(Math.max(1, lines.number()), null, e.getMessage());
            return findings.report(null, null);
        }
    }

    /** A single document may have been laid out in many lines by somebody's tool. */
    private EvidenceLine first(EvidenceLines lines) throws IOException {
        String text = lines.next();
        if (text == null) {
            throw new IllegalArgumentException("there is nothing in the file");
        }
        try {
            return new EvidenceLine(json.read(text));
        } catch (AuditDbException e) {
            return parsed(text + "\n" + lines.rest());
        }
    }

    Json json() {
        return json;
    }

    /** Returns the next line, or null after the last; throws IllegalArgumentException for what is not an object. */
    EvidenceLine line(EvidenceLines lines) throws IOException {
        String text = lines.next();
        return text == null ? null : parsed(text);
    }

    private EvidenceLine parsed(String text) {
        try {
            return new EvidenceLine(json.read(text));
        } catch (AuditDbException e) {
            throw new IllegalArgumentException("is not JSON", e);
        }
    }
}
