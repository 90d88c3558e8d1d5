package io.auditdb.kernel.pool;

import io.auditdb.api.storage.Lane;
import java.sql.Connection;
import java.sql.SQLException;

/** One lane of a pool, for libraries that take connections from a data source. */
final class LaneSource extends PlainDataSource {
    private final ConnectionPool pool;
    private final Lane lane;

    LaneSource(ConnectionPool pool, Lane lane) {
        this.pool = pool;
        this.lane = lane;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return pool.connection(lane);
    }
}
