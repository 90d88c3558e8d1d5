package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.kernel.archive.ArchiveTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the rows of events are: in the event table, in partitions that were detached and are not dropped yet, and in the
 * archives of partitions that are dropped. With what removals account for, that is whatever was committed, each event once:
 * an archive counts from the transaction in which the table is dropped.
 *
 * @param detached the names of the detached partitions
 * @param archives those that count, oldest events first
 */
record StoredRows(List<String> detached, List<ArchiveInfo> archives) {
    private static final String DETACHED = """
            SELECT c.relname FROM event_partition p JOIN pg_class c ON c.oid = to_regclass(quote_ident(p.name))
            WHERE p.state <> 'dropped' AND c.relkind = 'r' AND NOT EXISTS (
              SELECT FROM pg_inherits i
              WHERE i.inhrelid = c.oid AND i.inhparent = 'audit_event'::regclass AND NOT i.inhdetachpending)
            ORDER BY p.from_time
            """;

    static StoredRows read(Connection connection) throws SQLException {
        var detached = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(DETACHED)) {
            while (row.next()) {
                detached.add(row.getString(1));
            }
        }
        return new StoredRows(List.copyOf(detached), List.copyOf(ArchiveTable.live(connection)));
    }

    /** Returns the names of all tables, as SQL has them. */
    List<String> tables() {
        var tables = new ArrayList<String>(List.of("audit_event"));
        detached.forEach(table -> tables.add(quote(table)));
        return tables;
    }

    /** Returns the rows of all tables as one relation in SQL, with the columns of {@link EventImages}. */
    String relation() {
        if (detached.isEmpty()) {
            return "audit_event";
        }
        return tables().stream()
                .map(table -> "SELECT " + EventImages.COLUMNS + " FROM " + table + " e")
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
