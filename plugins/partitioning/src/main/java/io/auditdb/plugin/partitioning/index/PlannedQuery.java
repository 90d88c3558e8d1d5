package io.auditdb.plugin.partitioning.index;

import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query that an index is for, as the planner would carry it out: the newest events of a tenant that have what the index
 * is over. Planned without values, but for those that the index itself names. For one session.
 */
final class PlannedQuery {
    private static final Pattern COST = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+)");
    private static final String NAME = "audit_db_planned";

    private final Connection connection;
    private final String conditions;

    PlannedQuery(Connection connection, DeclaredIndex index, List<String> types) {
        this.connection = connection;
        this.conditions = conditions(index, types);
    }

    /**
     * How it would be carried out.
     *
     * @param lines as EXPLAIN shows them
     */
    record Plan(List<String> lines) {
        /** Returns what the planner expects it to cost, in its own unit. */
        double cost() {
            Matcher cost = COST.matcher(lines.get(0));
            if (!cost.find()) {
                throw new IllegalStateException("a plan without a cost: " + lines.get(0));
            }
            return Double.parseDouble(cost.group(1));
        }

        boolean uses(String index) {
            return lines.stream().anyMatch(it -> it.contains(index));
        }
    }

    private static String conditions(DeclaredIndex index, List<String> types) {
        var sql = new StringBuilder();
        for (String column : columns(index)) {
            Optional<String> value = index.condition()
                    .filter(it -> it.column().equals(column))
                    .flatMap(it ->
                            (it.isQueried() ? types : it.values()).stream().findFirst());
            sql.append(" AND a.").append(column).append(" = ");
            sql.append(value.map(Condition::literal).orElse("$2"));
        }
        return sql.toString();
    }

    private static List<String> columns(DeclaredIndex index) {
        var columns = new ArrayList<String>();
        index.filters()
                .forEach(it -> QueryFilter.of(it).map(QueryFilter::column).ifPresent(columns::add));
        return columns;
    }

    /** Plans it for one table. Prepared each time, because a plan that is kept would not notice what is not really there. */
    Plan on(String table) throws SQLException {
        forget(); // a failed transaction cannot
        try {
            Plan plan = planned(table);
            forget();
            return plan;
        } catch (SQLException e) {
            try {
                forget();
            } catch (SQLException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
    }

    private Plan planned(String table) throws SQLException {
        Maintainer.execute(connection, "SET plan_cache_mode = force_generic_plan");
        Maintainer.execute(
                connection,
                "PREPARE " + NAME + " (text, text) AS SELECT * FROM "
                        + Maintainer.quote(table) + " a WHERE a.tenant = $1" + conditions
                        + " ORDER BY a.occurred_at DESC, a.id DESC LIMIT 101");
        return new Plan(
                Maintainer.query(connection, "EXPLAIN EXECUTE " + NAME + " (NULL, NULL)", row -> row.getString(1)));
    }

    private void forget() throws SQLException {
        List<String> left = Maintainer.query(
                connection, "SELECT name FROM pg_prepared_statements WHERE name = ?", row -> row.getString(1), NAME);
        if (!left.isEmpty()) {
            Maintainer.execute(connection, "DEALLOCATE " + NAME);
        }
        Maintainer.execute(connection, "RESET plan_cache_mode");
    }
}
