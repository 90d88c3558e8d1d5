package io.auditdb.kernel.pool;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens a connection to wherever it has to go now, for a pool. */
public final class OpeningSource extends PlainDataSource {
    private final Opening opening;

    /** Opens one connection. */
    @FunctionalInterface
    public interface Opening {
        Connection open() throws SQLException;
    }

    public OpeningSource(Opening opening) {
        this.opening = opening;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return opening.open();
    }

    /** Whoever opens them has a limit of his own. */
    @Override
    public void setLoginTimeout(int seconds) {}
}
