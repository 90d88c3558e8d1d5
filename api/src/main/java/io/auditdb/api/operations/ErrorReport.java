package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Failures of one instance.
 *
 * @param since when it began to count
 * @param forgotten groups that had to make room for newer ones; see {@code errors.max-groups}
 * @param groups failures of one kind each, the one that was seen last first
 */
public record ErrorReport(Instant since, long forgotten, List<ErrorGroup> groups) {
    /** Checks that the parts are there, and copies the list. */
    public ErrorReport {
        requireNonNull(since, "since is null");
        groups = List.copyOf(groups);
    }
}
