package io.auditdb.api.compliance;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.event.Classification;
import java.time.Period;

/**
 * What the law asks at least. It holds for each event of the classification, whatever policy that names.
 *
 * @param classification of which events
 * @param minimum how long they are kept at least, in calendar time from occurredAt
 * @param source the law
 */
public record RetentionFloor(Classification classification, Period minimum, String source) {
    /** Checks that the parts are there. */
    public RetentionFloor {
        requireNonNull(classification, "classification is null");
        requireNonNull(minimum, "minimum is null");
        requireNonNull(source, "source is null");
    }
}
