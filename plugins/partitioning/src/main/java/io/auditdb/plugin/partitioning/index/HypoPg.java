package io.auditdb.plugin.partitioning.index;

import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.index.PlannedQuery.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Asks the planner about indexes that are not there, by the extension HypoPG. For one session. */
final class HypoPg {
    private static final String SCHEMA = """
            SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'hypopg'
            """;

    private final Connection connection;
    private final String schema;

    private HypoPg(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Empty when the database does not have it. */
    static Optional<HypoPg> on(Connection connection) throws SQLException {
        return Maintainer.query(connection, SCHEMA, row -> row.getString(1)).stream()
                .findFirst()
                .map(it -> new HypoPg(connection, it));
    }

    private record Made(long id, String name) {}

    /** Compares the plans of the query that the index is for, on this partition, with and without it. */
    Hypothesis of(DeclaredIndex index, String partition, List<String> types) throws SQLException {
        var query = new PlannedQuery(connection, index, types);
        try {
            Plan without = query.on(partition);
            Made made = make("CREATE INDEX ON " + Maintainer.quote(partition) + " " + index.sql(types));
            Plan with = query.on(partition);
            return Hypothesis.of(partition, without, with, made.name(), "HypoPG", size(made));
        } finally {
            Maintainer.query(connection, "SELECT " + schema + ".hypopg_reset()", row -> null);
        }
    }

    private Made make(String definition) throws SQLException {
        return Maintainer.query(
                        connection,
                        "SELECT indexrelid, indexname FROM " + schema + ".hypopg_create_index(?)",
                        row -> new Made(row.getLong(1), row.getString(2)),
                        definition)
                .get(0);
    }

    private long size(Made made) throws SQLException {
        return Maintainer.query(
                        connection,
                        "SELECT " + schema + ".hypopg_relation_size(?::oid)",
                        row -> row.getLong(1),
                        made.id())
                .get(0);
    }
}
