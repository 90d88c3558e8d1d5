package io.auditdb.plugin.monitoring.statement;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a statement has cost, or cost in a time.
 *
 * @param calls how often it ran
 * @param millis how long it took together
 * @param rows returned or changed
 * @param hit blocks found in shared buffers
 * @param read blocks not found there
 * @param spilled blocks written to temporary files
 * @param wal bytes written to the write-ahead log
 */
record Cost(long calls, double millis, long rows, long hit, long read, long spilled, long wal) {
    static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0, 0);

    /** Reads the columns of these names. */
    static Cost of(ResultSet row) throws SQLException {
        return new Cost(
                row.getLong("calls"),
                row.getDouble("millis"),
                row.getLong("rows"),
                row.getLong("hit"),
                row.getLong("read"),
                row.getLong("spilled"),
                row.getLong("wal"));
    }

    Cost plus(Cost other) {
        return new Cost(
                calls + other.calls,
                millis + other.millis,
                rows + other.rows,
                hit + other.hit,
                read + other.read,
                spilled + other.spilled,
                wal + other.wal);
    }

    /**
     * Returns what came since; nothing, when it is less: then the server has forgotten some of what makes up this shape, and
     * what is left was counted before.
     */
    Cost since(Cost before) {
        if (calls < before.calls || millis < before.millis) {
            return NONE;
        }
        return new Cost(
                calls - before.calls,
                millis - before.millis,
                Math.max(0, rows - before.rows),
                Math.max(0, hit - before.hit),
                Math.max(0, read - before.read),
                Math.max(0, spilled - before.spilled),
                Math.max(0, wal - before.wal));
    }
}
