package io.auditdb.kernel.spool;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;

/** Tells failures of the connection to the primary from all others, by type and SQLSTATE. */
final class Reachability {
    private Reachability() {}

    /**
     * Returns whether the database could not be asked, or did not answer in time: no connection, a broken one (class 08),
     * a server that stops or starts (57P01 to 57P05), has no connection to spare (53300), or is no primary (25006). A
     * full disk, a lock and a statement that is refused are none of it.
     */
    static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException // no connection, whatever state that was for
                    || cause instanceof TimeoutException
                    || cause instanceof IOException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return isAway(sql.getSQLState());
            }
        }
        return false;
    }

    private static boolean isAway(String state) {
        return state.startsWith("08") || state.matches("57P0[1-5]|53300|25006");
    }
}
