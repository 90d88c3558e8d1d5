package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Which kind a failure is of. What the database said goes before what was made of it on the way. */
final class Classification {
    private Classification() {}

    static Category of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuditDbException known && isGrave(known)) {
                return byCode(known);
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return byState(sql, cause instanceof SQLTransientConnectionException);
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<Category> known = byType(cause);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return Category.INTERNAL;
    }

    private static boolean isGrave(AuditDbException known) {
        return known.code().kind() == ErrorKind.INTEGRITY || known.code() == StandardErrorCode.COMPLIANCE_VIOLATION;
    }

    private static Optional<Category> byType(Throwable cause) {
        if (cause instanceof AuditDbException known) {
            return Optional.of(byCode(known));
        }
        if (cause instanceof SQLTransientConnectionException) {
            return Optional.of(Category.RESOURCE); // HikariCP had no connection left, and met no failure
        }
        if (cause instanceof TimeoutException) {
            return Optional.of(Category.TIMEOUT);
        }
        return cause instanceof IOException ? Optional.of(Category.CONNECTION) : Optional.empty();
    }

    private static Category byCode(AuditDbException known) {
        return known.code() instanceof StandardErrorCode code
                ? byCode(code)
                : byKind(known.code().kind());
    }

    private static Category byCode(StandardErrorCode code) {
        return switch (code) {
            case COMPLIANCE_VIOLATION -> Category.COMPLIANCE;
            case UNAUTHENTICATED, FORBIDDEN -> Category.PERMISSION;
            case DATABASE_UNAVAILABLE, ARCHIVE_UNAVAILABLE -> Category.CONNECTION;
            case TIMEOUT -> Category.TIMEOUT;
            default -> byKind(code.kind());
        };
    }

    private static Category byKind(ErrorKind kind) {
        return switch (kind) {
            case CALLER -> Category.VALIDATION;
            case RESOURCE -> Category.RESOURCE;
            case INTEGRITY -> Category.INTEGRITY;
            case INTERNAL -> Category.INTERNAL;
        };
    }

    /** Whoever could not connect was refused by the database, whatever it said. */
    private static Category byState(SQLException sql, boolean connecting) {
        Category category = byState(sql);
        return connecting && category == Category.INTERNAL ? Category.CONNECTION : category;
    }

    private static Category byState(SQLException sql) {
        return switch (sql.getSQLState()) {
            case "40001", "40P01", "55P03" -> Category.CONTENTION;
            case "57014", "25P03", "57P05" -> Category.TIMEOUT;
            case "42501" -> Category.PERMISSION;
            case "42P17", "55006" -> Category.PARTITION; // ranges that overlap; a table that somebody works on
            case "25006" -> Category.RESOURCE;
            case "23514" -> lacksPartition(sql) ? Category.PARTITION : Category.VALIDATION;
            default -> byClass(sql.getSQLState());
        };
    }

    /** No constraint was violated: there is no partition for the row. */
    private static boolean lacksPartition(SQLException sql) {
        ServerErrorMessage said = sql instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return said != null && said.getConstraint() == null;
    }

    private static Category byClass(String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "57", "58" -> Category.CONNECTION;
            case "53" -> Category.RESOURCE;
            case "22", "23" -> Category.VALIDATION;
            case "28" -> Category.PERMISSION;
            default -> Category.INTERNAL;
        };
    }

    static Optional<String> sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }
}
