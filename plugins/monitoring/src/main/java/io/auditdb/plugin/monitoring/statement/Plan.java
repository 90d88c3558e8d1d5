package io.auditdb.plugin.monitoring.statement;

import io.auditdb.plugin.monitoring.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server would carry out a statement for any values: it is planned, and not run. By PREPARE, because EXPLAIN knows
 * generic plans only from PostgreSQL 16 on.
 *
 * @param lines of the plan, the first {@value #MAX_LINES}
 * @param scannedRows how many rows, by the planner's estimate, it reads from tables as a whole to find others
 */
record Plan(List<String> lines, long scannedRows) {
    private static final int MAX_LINES = 60;
    private static final String NAME = "audit_db_explained";
    private static final Pattern PLANNED = Pattern.compile("(?i)^(select|with|insert|update|delete|merge|values)\\b.*");
    private static final String PARAMETERS =
            "SELECT cardinality(parameter_types) AS parameters FROM pg_prepared_statements WHERE name = ?";
    private static final Pattern SCAN = Pattern.compile("Seq Scan on (\\S+)");
    private static final String ROWS = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass(?)";

    static boolean isPossible(String statement) {
        return PLANNED.matcher(statement).matches() && Shape.isWhole(statement);
    }

    /** Explains on a connection whose transaction is rolled back afterwards; fails as the server does. */
    static Plan of(Connection connection, String statement) throws SQLException {
        try (Statement session = connection.createStatement()) {
            session.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            session.execute("PREPARE " + NAME + " AS " + statement);
            Savepoint prepared = connection.setSavepoint();
            try {
                return read(connection);
            } finally {
                connection.rollback(prepared); // what is prepared outlives the transaction, also one that failed
                session.execute("DEALLOCATE " + NAME);
            }
        }
    }

    private static Plan read(Connection connection) throws SQLException {
        int parameters = new Query(PARAMETERS, NAME).one(connection, row -> row.getInt("parameters"));
        String values = parameters == 0 ? "" : " (" + String.join(", ", Collections.nCopies(parameters, "NULL")) + ")";
        List<String> all = new Query("EXPLAIN EXECUTE " + NAME + values).rows(connection, row -> row.getString(1));
        var lines = new ArrayList<>(all.subList(0, Math.min(MAX_LINES, all.size())));
        if (all.size() > MAX_LINES) {
            lines.add("... " + (all.size() - MAX_LINES) + " more lines");
        }
        return new Plan(List.copyOf(lines), scannedRows(connection, all));
    }

    /** Only scans with a filter: whoever wants all rows has to read them all. */
    private static long scannedRows(Connection connection, List<String> plan) throws SQLException {
        long rows = 0;
        for (int i = 0; i + 1 < plan.size(); i++) {
            Matcher scan = SCAN.matcher(plan.get(i));
            if (scan.find() && plan.get(i + 1).strip().startsWith("Filter:")) {
                rows += new Query(ROWS, scan.group(1))
                        .first(connection, row -> row.getLong(1))
                        .orElse(0L);
            }
        }
        return rows;
    }
}
