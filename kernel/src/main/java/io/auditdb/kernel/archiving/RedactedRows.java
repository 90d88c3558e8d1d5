package io.auditdb.kernel.archiving;

import io.auditdb.api.storage.ArchiveRows;
import java.util.Arrays;

/** The rows of an archive with one of them replaced. For one thread. */
final class RedactedRows implements ArchiveRows {
    private final ArchiveRows rows;
    private final byte[] before;
    private final byte[] after;
    private int replaced;

    RedactedRows(ArchiveRows rows, byte[] before, byte[] after) {
        this.rows = rows;
        this.before = before;
        this.after = after;
    }

    @Override
    public byte[] next() {
        byte[] row = rows.next();
        if (row == null || !Arrays.equals(row, before)) {
            return row;
        }
        replaced++;
        return after;
    }

    /** Returns how many rows were replaced so far. */
    int replaced() {
        return replaced;
    }

    @Override
    public void close() {
        rows.close();
    }
}
