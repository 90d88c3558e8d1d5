package io.auditdb.cli.table;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the catalog says of a table, of whichever version of the earlier system it is.
 *
 * @param name schema and table, quoted where they have to be
 * @param columns the type of each column by its name
 * @param estimate how many rows there are, as the planner believes; 0 when it does not know
 */
record TableShape(String name, Map<String, String> columns, long estimate) {
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8");
    private static final List<String> REQUIRED = List.of("timestamp", "action", "status");

    private static final String TABLE = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name,
                   (SELECT coalesce(sum(greatest(p.reltuples, 0)), 0)::bigint FROM pg_class p
                    WHERE p.oid = c.oid OR p.oid IN (SELECT relid FROM pg_partition_tree(c.oid))) AS estimate,
                   EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                           WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1
                             AND i.indpred IS NULL AND a.attname = 'id') AS numbered
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')
            """;
    private static final String COLUMNS = """
            SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
            """;

    /**
     * Looks a table up.
     *
     * @throws AuditDbException {@code NOT_FOUND}, or {@code INVALID_REQUEST} with all that keeps it from being read
     */
    static TableShape of(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
            statement.setString(1, table);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    throw new AuditDbException(
                            StandardErrorCode.NOT_FOUND, "There is no table " + table + " in the source");
                }
                var shape =
                        new TableShape(found.getString("name"), columns(connection, table), found.getLong("estimate"));
                shape.check(found.getBoolean("numbered"));
                return shape;
            }
        }
    }

    private static Map<String, String> columns(Connection connection, String table) throws SQLException {
        var columns = new TreeMap<String, String>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.put(row.getString(1), row.getString(2));
                }
            }
        }
        return columns;
    }

    private void check(boolean numbered) {
        var faults = new ArrayList<Fault>();
        for (String column : REQUIRED) {
            if (!columns.containsKey(column)) {
                faults.add(new Fault(column, "is not a column of the table"));
            }
        }
        if (!NUMBERS.contains(columns.getOrDefault("id", ""))) {
            faults.add(new Fault("id", "must be a column of whole numbers"));
        } else if (!numbered) {
            faults.add(new Fault("id", "must have a unique index of its own (CREATE UNIQUE INDEX CONCURRENTLY)"));
        }
        if (!faults.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST, name + " is no audit_log that can be read", faults);
        }
    }

    /** Returns the columns that hold a time. */
    Set<String> timeColumns() {
        var times = new TreeMap<>(columns);
        times.values().removeIf(type -> !type.startsWith("timestamp"));
        return times.keySet();
    }
}
