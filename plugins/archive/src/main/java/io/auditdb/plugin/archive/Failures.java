package io.auditdb.plugin.archive;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.time.Duration;

/** What failures of storage and of reading files mean to callers. Messages of DuckDB may hold values, so they stay out. */
final class Failures {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private Failures() {}

    static AuditDbException unavailable(String what, Throwable cause) {
        return new AuditDbException(StandardErrorCode.ARCHIVE_UNAVAILABLE, what, RETRY_AFTER, cause);
    }

    static AuditDbException unavailable(IOException cause) {
        return unavailable("The storage of archives cannot be reached or refuses work", cause);
    }

    static AuditDbException damaged(String what, Throwable cause) {
        return new AuditDbException(StandardErrorCode.ARCHIVE_DAMAGED, what, cause);
    }
}
