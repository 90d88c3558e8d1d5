package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;

/** What a failure means, by exception type, code and SQLSTATE. Keeps no state; safe for use by many threads. */
public final class SqlErrors {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration DISK_RETRY_AFTER = Duration.ofSeconds(10);
    private static final String NOTHING_LEFT = "53";
    private static final String DISK_FULL = "53100";
    private static final String READ_ONLY = "25006";

    /** Returns what kind of failure it is. */
    public Category classify(Throwable failure) {
        return Classification.of(failure);
    }

    /**
     * Returns whether a database or a storage failed by itself. Not so when it is busy, refuses what it was given, or was
     * told to give up; and not when only the pool has no connection left, for that is our own doing.
     */
    public boolean isOutage(Throwable failure) {
        Optional<String> state = sqlState(failure);
        if (state.isPresent()) {
            return state.get().startsWith(NOTHING_LEFT) || classify(failure) == Category.CONNECTION;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean storage =
                    cause instanceof AuditDbException known && known.code() == StandardErrorCode.ARCHIVE_UNAVAILABLE;
            if (storage || cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether a connection that was thought to be open turned out to be gone: broken, or ended by the server
     * (SQLSTATE 57P01 to 57P03). No connection in time is not that.
     */
    public boolean isBroken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return false;
            }
        }
        return sqlState(failure)
                .filter(state -> state.startsWith("08") || state.matches("57P0[123]"))
                .isPresent();
    }

    /** Returns the failure as the platform's own exception, with code and retry time. */
    public AuditDbException handle(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause
                    instanceof AuditDbException known) { // thrown where a connection was asked for, and perhaps wrapped
                return known;
            }
        }
        return switch (classify(failure)) {
            case CONNECTION, RESOURCE, CACHE -> unavailable(failure);
            case TIMEOUT ->
                new AuditDbException(
                        StandardErrorCode.TIMEOUT, "The database did not answer in time", RETRY_AFTER, failure);
            case CONTENTION, PARTITION ->
                new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE,
                        "The database is busy" + state(failure),
                        BUSY_RETRY_AFTER,
                        failure);
            case VALIDATION, COMPLIANCE ->
                new AuditDbException(
                        StandardErrorCode.INVALID_EVENT, "The database cannot store this" + state(failure), failure);
            case PERMISSION, INTEGRITY, INTERNAL ->
                new AuditDbException(
                        StandardErrorCode.INTERNAL_ERROR, "The database refused a statement" + state(failure), failure);
        };
    }

    private static AuditDbException unavailable(Throwable failure) {
        String state = Classification.sqlState(failure).orElse("");
        return switch (state) {
            case DISK_FULL ->
                new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE,
                        "The database's disk is full; nothing was stored, and nothing can be until there is room"
                                + state(failure),
                        DISK_RETRY_AFTER,
                        failure);
            case READ_ONLY ->
                new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE,
                        "The database takes no writes: it is a standby, or was made read-only" + state(failure),
                        RETRY_AFTER,
                        failure);
            default ->
                new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE,
                        "The database cannot be reached or refuses work" + state(failure),
                        RETRY_AFTER,
                        failure);
        };
    }

    /** The message of a database may hold somebody's data; its SQLSTATE does not. */
    private static String state(Throwable failure) {
        return Classification.sqlState(failure)
                .map(state -> " (SQLSTATE " + state + ")")
                .orElse("");
    }

    /** Returns what the database said. */
    public Optional<String> sqlState(Throwable failure) {
        return Classification.sqlState(failure);
    }

    /** Returns how long to wait before the same may succeed; empty when it will not. */
    public Optional<Duration> retryAfter(Throwable failure) {
        if (failure instanceof AuditDbException known && known.code() == StandardErrorCode.STOPPING) {
            return Optional.empty();
        }
        return switch (classify(failure)) {
            case CONNECTION, TIMEOUT, CONTENTION, PARTITION, RESOURCE, CACHE -> Optional.of(RETRY_AFTER);
            case VALIDATION, COMPLIANCE, PERMISSION, INTEGRITY, INTERNAL -> Optional.empty();
        };
    }
}
