package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ErrorRecovery;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/** What a failure of the database means, by exception type and SQLSTATE. Safe for use by many threads. */
public final class SqlErrors implements ErrorRecovery {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration DISK_RETRY_AFTER = Duration.ofSeconds(10);
    private static final int MAX_ATTEMPTS = 3;
    private static final long FIRST_PAUSE_MILLIS = 20;

    @Override
    public Category classify(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuditDbException known && known.code() == StandardErrorCode.INTEGRITY_VIOLATION) {
                return Category.INTEGRITY;
            }
            if (cause instanceof SQLTransientConnectionException) {
                return Category.CONNECTION; // HikariCP found no connection in time
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return byState(sql.getSQLState());
            }
            if (cause instanceof TimeoutException) {
                return Category.TIMEOUT;
            }
            if (cause instanceof IOException) {
                return Category.CONNECTION;
            }
        }
        return Category.SYSTEM;
    }

    private static Category byState(String state) {
        return switch (state) {
            case "40001", "40P01", "55P03" -> Category.CONTENTION;
            case "57014", "25P03", "57P05" -> Category.TIMEOUT;
            case "42501" -> Category.PERMISSION;
            case "53100" -> Category.CONNECTION; // disk full: passes when somebody makes room
            default -> byClass(state);
        };
    }

    private static Category byClass(String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "53", "57", "58" -> Category.CONNECTION;
            case "22", "23" -> Category.DATA;
            case "28" -> Category.PERMISSION;
            default -> Category.SYSTEM;
        };
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

    @Override
    public AuditDbException handle(Throwable failure) {
        if (failure instanceof AuditDbException known) {
            return known;
        }
        return switch (classify(failure)) {
            case CONNECTION ->
                isDiskFull(failure)
                        ? new AuditDbException(
                                StandardErrorCode.DATABASE_UNAVAILABLE,
                                "The database's disk is full; nothing was stored, and nothing can be until there is room"
                                        + state(failure),
                                DISK_RETRY_AFTER,
                                failure)
                        : new AuditDbException(
                                StandardErrorCode.DATABASE_UNAVAILABLE,
                                "The database cannot be reached or refuses work" + state(failure),
                                RETRY_AFTER,
                                failure);
            case TIMEOUT ->
                new AuditDbException(
                        StandardErrorCode.TIMEOUT, "The database did not answer in time", RETRY_AFTER, failure);
            case CONTENTION ->
                new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE, "The database is busy", Duration.ofSeconds(1), failure);
            case DATA ->
                new AuditDbException(
                        StandardErrorCode.INVALID_EVENT, "The database cannot store this" + state(failure), failure);
            case PERMISSION, INTEGRITY, SYSTEM ->
                new AuditDbException(
                        StandardErrorCode.INTERNAL_ERROR, "The database refused a statement" + state(failure), failure);
        };
    }

    private static boolean isDiskFull(Throwable failure) {
        return sqlState(failure).filter("53100"::equals).isPresent();
    }

    /** The message of a database may hold somebody's data; its SQLSTATE does not. */
    private static String state(Throwable failure) {
        return sqlState(failure).map(state -> " (SQLSTATE " + state + ")").orElse("");
    }

    private static Optional<String> sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }

    @Override
    public <R> R recover(Callable<R> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.call();
            } catch (Exception e) {
                if (attempt == MAX_ATTEMPTS || retryAfter(e).isEmpty()) {
                    throw handle(e);
                }
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        long millis = FIRST_PAUSE_MILLIS << attempt;
        try {
            Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        }
    }

    @Override
    public Optional<Duration> retryAfter(Throwable failure) {
        return switch (classify(failure)) {
            case CONNECTION, TIMEOUT, CONTENTION -> Optional.of(RETRY_AFTER);
            case DATA, PERMISSION, INTEGRITY, SYSTEM -> Optional.empty();
        };
    }
}
