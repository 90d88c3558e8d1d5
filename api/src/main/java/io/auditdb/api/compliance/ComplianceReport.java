package io.auditdb.api.compliance;

import io.auditdb.api.security.Access;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Set;

/** A report computed from the recorded events, for an auditor or a regulator. Safe for use by many threads. */
public interface ComplianceReport {
    /** Returns the name it is asked for by, such as {@code hipaa-activity-review}. */
    String name();

    /** Returns the media types it can be rendered in. */
    Set<String> mediaTypes();

    /**
     * Computes and writes the report, streaming.
     *
     * @param by who asks; needs the right to report and read in {@code tenant}
     * @param tenant whose events
     * @param from the earliest occurredAt, inclusive
     * @param to the end of occurredAt, exclusive
     * @param mediaType one of {@link #mediaTypes()}
     * @param out where it goes; the caller closes it
     */
    void write(Access by, String tenant, Instant from, Instant to, String mediaType, OutputStream out)
            throws IOException;
}
