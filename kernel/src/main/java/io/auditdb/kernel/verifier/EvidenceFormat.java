package io.auditdb.kernel.verifier;

/** What the member {@code format} of a document says. */
public final class EvidenceFormat {
    /** Many events, one a line, against one checkpoint. */
    public static final String BUNDLE = "audit-db-bundle@v1";

    /** One event with chosen fields. */
    public static final String DISCLOSURE = "audit-db-disclosure@v1";

    private EvidenceFormat() {}
}
