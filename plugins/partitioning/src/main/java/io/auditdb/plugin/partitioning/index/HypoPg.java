package io.auditdb.plugin.partitioning.index;

import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the planner about indexes that are not there, by the extension HypoPG where the database has it. Statements are
 * planned without values, but for those that an index itself names. For one session.
 */
final class HypoPg {
    private static final String SCHEMA = """
            SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'hypopg'
            """;
    private static final Pattern COST = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+)");
    private static final String PLANNED = "audit_db_planned";

    private final Connection connection;
    private final Optional<String> schema;

    private HypoPg(Connection connection, Optional<String> schema) {
        this.connection = connection;
        this.schema = schema;
    }

    static HypoPg on(Connection connection) throws SQLException {
        return new HypoPg(
                connection,
                Maintainer.query(connection, SCHEMA, row -> row.getString(1)).stream()
                        .findFirst());
    }

    private record Made(long id, String name) {}

    /** Compares the plans of the queries that the index is for, on this partition, with and without it. */
    Hypothesis of(DeclaredIndex index, String partition, List<String> types) throws SQLException {
        if (schema.isEmpty()) {
            return Hypothesis.unchecked("HypoPG is not installed");
        }
        if (index.method().equals("gin")) {
            return Hypothesis.unchecked("HypoPG does not know gin");
        }
        String query = query(index, partition, types);
        try {
            double without = cost(plan(query));
            Made made = make("CREATE INDEX ON " + Maintainer.quote(partition) + " " + index.sql(types));
            List<String> with = plan(query);
            boolean isUsed = with.stream().anyMatch(it -> it.contains(made.name()));
            String text = isUsed
                    ? String.format(
                            Locale.ROOT,
                            "the planner would use it on %s: cost %.1f instead of %.1f",
                            partition,
                            cost(with),
                            without)
                    : "the planner would not use it on " + partition;
            return new Hypothesis(text + " (HypoPG)", !isUsed, OptionalLong.of(size(made)));
        } finally {
            Maintainer.query(connection, "SELECT " + schema.get() + ".hypopg_reset()", row -> null);
        }
    }

    private static String query(DeclaredIndex index, String partition, List<String> types) {
        var sql = new StringBuilder("SELECT * FROM " + Maintainer.quote(partition) + " a WHERE a.tenant = $1");
        for (String column : columns(index)) {
            Optional<String> value = index.condition()
                    .filter(it -> it.column().equals(column))
                    .flatMap(it ->
                            (it.isQueried() ? types : it.values()).stream().findFirst());
            sql.append(" AND a.").append(column).append(" = ");
            sql.append(value.map(Condition::literal).orElse("$2"));
        }
        return sql.append(" ORDER BY a.occurred_at DESC, a.id DESC LIMIT 101").toString();
    }

    private static List<String> columns(DeclaredIndex index) {
        var columns = new ArrayList<String>();
        index.filters()
                .forEach(it -> QueryFilter.of(it).map(QueryFilter::column).ifPresent(columns::add));
        return columns;
    }

    /** Prepared each time, because a plan that is kept would not notice what is not really there. */
    private List<String> plan(String query) throws SQLException {
        Maintainer.execute(connection, "SET plan_cache_mode = force_generic_plan");
        Maintainer.execute(connection, "PREPARE " + PLANNED + " (text, text) AS " + query);
        try {
            return Maintainer.query(
                    connection, "EXPLAIN EXECUTE " + PLANNED + " (NULL, NULL)", row -> row.getString(1));
        } finally {
            Maintainer.execute(connection, "DEALLOCATE " + PLANNED);
            Maintainer.execute(connection, "RESET plan_cache_mode");
        }
    }

    private static double cost(List<String> plan) {
        Matcher cost = COST.matcher(plan.get(0));
        if (!cost.find()) {
            throw new IllegalStateException("a plan without a cost: " + plan.get(0));
        }
        return Double.parseDouble(cost.group(1));
    }

    private Made make(String definition) throws SQLException {
        return Maintainer.query(
                        connection,
                        "SELECT indexrelid, indexname FROM " + schema.orElseThrow() + ".hypopg_create_index(?)",
                        row -> new Made(row.getLong(1), row.getString(2)),
                        definition)
                .get(0);
    }

    private long size(Made made) throws SQLException {
        return Maintainer.query(
                        connection,
                        "SELECT " + schema.orElseThrow() + ".hypopg_relation_size(?::oid)",
                        row -> row.getLong(1),
                        made.id())
                .get(0);
    }
}
