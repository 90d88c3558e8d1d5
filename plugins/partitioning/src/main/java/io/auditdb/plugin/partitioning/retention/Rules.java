package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What holds and policies have in common: who may, how long a text may be, and one change at a time. */
final class Rules {
    private static final int MAX_TEXT = 1000;
    private static final String CHANGE_LOCK = "SELECT pg_advisory_xact_lock(1635083376, 2)";
    private static final String READ_LOCK = "SELECT pg_advisory_xact_lock_shared(1635083376, 2)";

    /** Holds and their releases are never changed. */
    private static final String STATE = """
            SELECT md5(concat_ws('|',
              (SELECT string_agg(p::text, '|' ORDER BY p.name) FROM retention_policy p),
              (SELECT string_agg(f::text, '|' ORDER BY f.classification) FROM retention_floor f),
              (SELECT count(*) FROM legal_hold),
              (SELECT count(*) FROM legal_hold_release)))
            """;

    private Rules() {}

    /** Returns a text that is another one when policies, floors or holds have changed. */
    static String state(Connection connection) throws SQLException {
        return Maintainer.query(connection, STATE, row -> row.getString(1)).get(0);
    }

    static void requireOperator(Access by) {
        if (!by.may(Right.OPERATE)) {
            throw new AuditDbException(StandardErrorCode.FORBIDDEN, "This needs the right operate");
        }
    }

    /** Lets only one transaction at a time change rules, and none while something is dropped by them. */
    static void lockForChange(Connection connection) throws SQLException {
        Maintainer.query(connection, CHANGE_LOCK, row -> null);
    }

    /** Keeps rules as they are until the transaction ends. */
    static void lockForUse(Connection connection) throws SQLException {
        Maintainer.query(connection, READ_LOCK, row -> null);
    }

    /** Returns what is wrong with a text that has to be there. */
    static Optional<Fault> text(String path, String text) {
        if (text == null || text.isBlank()) {
            return Optional.of(new Fault(path, "is missing"));
        }
        return length(path, text);
    }

    /** Returns what is wrong with a text that may be absent. */
    static Optional<Fault> length(String path, String text) {
        if (text != null && (text.isBlank() || text.length() > MAX_TEXT || text.indexOf('\0') >= 0)) {
            return Optional.of(
                    new Fault(path, "must have 1 to " + MAX_TEXT + " characters, not blank, none of them NUL"));
        }
        return Optional.empty();
    }

    static void check(String message, List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, message, faults);
        }
    }
}
