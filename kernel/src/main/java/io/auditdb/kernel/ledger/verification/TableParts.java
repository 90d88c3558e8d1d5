package io.auditdb.kernel.ledger.verification;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/** Divides a table, partitioned or not, into parts that several connections read at the same time. */
final class TableParts {
    private static final long PARTS_PER_CONNECTION = 8;
    private static final long MIN_BLOCKS = 64;
    private static final long MAX_BLOCKS = 8192;
    private static final String LARGEST = """
            SELECT greatest(pg_relation_size(t.name), max(pg_relation_size(p.relid))) / current_setting('block_size')::bigint
            FROM (SELECT ?::regclass AS name) t LEFT JOIN LATERAL pg_partition_tree(t.name) p ON true
            GROUP BY t.name
            """;

    private TableParts() {}

    /**
     * A range of blocks, the same in every partition. The last part has no end, so that together they are the whole table
     * however it has grown.
     */
    record Part(long from, long to) {
        private static final Part WHOLE = new Part(0, Long.MAX_VALUE);

        /** Returns the condition on the rows of {@code alias}. */
        String where(String alias) {
            if (equals(WHOLE)) {
                return ""; // a plain scan, which leaves the database's cache to others
            }
            String lower = " WHERE " + alias + ".ctid >= '(" + from + ",0)'::tid";
            return to == Long.MAX_VALUE ? lower : lower + " AND " + alias + ".ctid < '(" + to + ",0)'::tid";
        }
    }

    static List<Part> of(Connection snapshot, String table, int connections) throws SQLException {
        if (connections == 1) {
            return List.of(Part.WHOLE);
        }
        long blocks = blocks(snapshot, table);
        long step = Math.max(MIN_BLOCKS, Math.min(MAX_BLOCKS, blocks / (PARTS_PER_CONNECTION * connections)));
        long parts = Math.max(1, (blocks + step - 1) / step);
        return LongStream.range(0, parts)
                .mapToObj(i -> new Part(i * step, i == parts - 1 ? Long.MAX_VALUE : (i + 1) * step))
                .toList();
    }

    private static long blocks(Connection snapshot, String table) throws SQLException {
        try (PreparedStatement statement = snapshot.prepareStatement(LARGEST)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
