package io.auditdb.kernel.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Sends rows in the format of PostgreSQL's binary COPY. For one thread. */
public final class CopyWriter implements AutoCloseable {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    private final CopyIn copy;

    private CopyWriter(CopyIn copy) {
        this.copy = copy;
    }

    /** Starts to send; {@code table} is its name and the columns, and may hold nothing that comes from outside. */
    public static CopyWriter open(Connection connection, String table) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)");
        copy.writeToCopy(HEADER, 0, HEADER.length);
        return new CopyWriter(copy);
    }

    /** Sends a row, the number of its fields first. */
    public void write(byte[] tuple, int length) throws SQLException {
        copy.writeToCopy(tuple, 0, length);
    }

    /** Ends it; returns how many rows the database took. */
    public long finish() throws SQLException {
        copy.writeToCopy(TRAILER, 0, TRAILER.length);
        return copy.endCopy();
    }

    /** Breaks off what was not finished. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
