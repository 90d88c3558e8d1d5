package io.auditdb.kernel.ledger.verification;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;

/**
 * The platform's own events that verification compares with what they justify, wherever their rows are. They are events and
 * so are checked as such. Safe for use by many threads.
 */
public final class JustifyingRecords {
    static final String REDACTION = "ledger.redact";
    static final String REMOVAL = "retention.delete";
    static final String HOLD = "hold.add";
    static final String RELEASE = "hold.release";

    /** The actions of these events, all of which are in the tenant {@code _system}. */
    public static final Set<String> ACTIONS = Set.of(REDACTION, REMOVAL, HOLD, RELEASE);

    private static final String RELATION = """
            (SELECT e.id, e.principal_id, e.target_type, e.target_id, e.details
             FROM %1$s e WHERE e.tenant = '_system' AND e.action = '%2$s'
             UNION ALL
             SELECT a.id, a.principal_id, a.target_type, a.target_id, a.details
             FROM jsonb_to_recordset(?::jsonb)
               AS a (id uuid, action text, principal_id text, target_type text, target_id text, details jsonb)
             WHERE a.action = '%2$s')""";

    private final StoredRows rows;
    private final ArchivedRecords archived;

    JustifyingRecords(StoredRows rows, ArchivedRecords archived) {
        this.rows = rows;
        this.archived = archived;
    }

    /**
     * Prepares a query on the records of one action, with their id, principal, target and details.
     *
     * @param sql in which {@code %1$s} stands for them, once, and {@code %2$s} for all rows of tables
     */
    PreparedStatement prepare(Connection snapshot, String sql, String action) throws SQLException {
        String stored = rows.relation();
        PreparedStatement statement =
                snapshot.prepareStatement(sql.formatted(RELATION.formatted(stored, action), stored));
        statement.setString(1, archived.records());
        statement.setFetchSize(1000);
        return statement;
    }
}
