package io.auditdb.api.operations;

import io.auditdb.api.security.Access;

/**
 * What has failed on this instance since it started, like failures taken together. Nothing of it is stored. Safe for use
 * by many threads. Provided by the host.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE} and throws {@link
 * io.auditdb.api.error.AuditDbException} {@code FORBIDDEN} without it.
 */
public interface ErrorReports {
    /** Returns all that is known. */
    ErrorReport report(Access by);

    /**
     * Returns what is known of failures of one kind.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND} when there were none, or they are forgotten
     */
    ErrorGroup find(Access by, String fingerprint);
}
