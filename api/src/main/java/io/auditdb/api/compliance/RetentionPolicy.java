package io.auditdb.api.compliance;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.event.Classification;
import java.time.Period;
import java.util.Optional;

/**
 * How long events are kept, in calendar time from occurredAt, in UTC.
 *
 * @param name what the retentionPolicy of an event says
 * @param classification what it is meant for
 * @param isDefault whether it holds for events of the classification that name no policy
 * @param archiveAfter when an event moves to the archive; empty for never
 * @param deleteAfter when it goes; empty for never
 * @param minimum what deleteAfter may not fall below; where the policy is the default, that holds for every policy that an
 *     event of the classification may name
 * @param description what it is for
 */
public record RetentionPolicy(
        String name,
        Classification classification,
        boolean isDefault,
        Optional<Period> archiveAfter,
        Optional<Period> deleteAfter,
        Optional<Period> minimum,
        String description) {
    /** Checks that the parts are there. */
    public RetentionPolicy {
        requireNonNull(name, "name is null");
        requireNonNull(classification, "classification is null");
        requireNonNull(archiveAfter, "archiveAfter is null");
        requireNonNull(deleteAfter, "deleteAfter is null");
        requireNonNull(minimum, "minimum is null");
        requireNonNull(description, "description is null");
    }
}
