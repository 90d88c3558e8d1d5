package io.auditdb.kernel.pool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many connections a server leaves for pools.
 *
 * @param allowed what it allows to those who are no superusers
 * @param headroom what pools leave of that to others
 */
public record ServerLimit(int allowed, int headroom) {
    private static final String ALLOWED = """
            SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                   - coalesce(current_setting('reserved_connections', true)::int, 0)
            """;

    /** Asks a server. */
    public static ServerLimit read(Connection connection, PoolSettings settings) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALLOWED)) {
            row.next();
            return new ServerLimit(row.getInt(1), settings.headroom());
        }
    }

    /** Returns how many connections all pools may have together. */
    int forPools() {
        return allowed - headroom;
    }

    /**
     * Returns how large each pool may begin, as large as it is to be where there is room for all of them, and otherwise
     * each with its share of what is beyond the fewest.
     *
     * @param wanted the sizes that pools are to have, none less than their fewest
     * @throws AuditDbException {@code INVALID_CONFIG} when there is not even room for the fewest
     */
    List<Integer> share(List<PoolBounds> bounds, List<Integer> wanted) {
        int fewest = bounds.stream().mapToInt(PoolBounds::min).sum();
        int all = wanted.stream().mapToInt(Integer::intValue).sum();
        if (fewest > forPools()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "The database allows too few connections",
                    List.of(new Fault(
                            "database.pool.headroom",
                            "leaves " + forPools() + " of the " + allowed
                                    + " that the server allows, and the pools need " + fewest
                                    + "; raise max_connections of the server, or lower this")));
        }
        double part = all <= forPools() ? 1 : (double) (forPools() - fewest) / (all - fewest);
        return IntStream.range(0, bounds.size())
                .mapToObj(i -> bounds.get(i).min()
                        + (int) ((wanted.get(i) - bounds.get(i).min()) * part))
                .toList();
    }
}
