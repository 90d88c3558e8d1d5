package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.QueryShape;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what was asked for: from {@code pg_stat_statements} where the database has it, else from the platform's own
 * record of queries. Which event types are asked for only the latter knows.
 */
final class QueryLog {
    private static final String RECORDS = """
            (SELECT * FROM audit_event
             WHERE tenant = '_system' AND action IN ('audit.query', 'audit.export') AND occurred_at >= ?
             ORDER BY occurred_at DESC LIMIT ?) e
            """;
    private static final String SHAPES = "SELECT filters, count(*) AS calls FROM (SELECT array_remove(ARRAY["
            + Arrays.stream(QueryFilter.values())
                    .map(it -> "CASE WHEN " + it.recorded() + " THEN '" + it.text() + "' END")
                    .collect(Collectors.joining(", "))
            + "], NULL) AS filters FROM " + RECORDS + ") q GROUP BY filters ORDER BY calls DESC, filters";
    /** A type that was found is one of the table's; what else somebody may have typed is nobody's business. */
    private static final String TYPES =
            "SELECT type FROM (SELECT e.details ->> 'action' AS type, count(*) AS calls FROM "
                    + RECORDS
                    + " WHERE strpos(e.details ->> 'action', '*') = 0 AND (e.details ->> 'events')::int > 0"
                    + " GROUP BY 1 HAVING count(*) >= ? ORDER BY 2 DESC, 1 LIMIT ?) t ORDER BY type";

    /** No query is older than the log. */
    private static final String BEGINNING = "SELECT greatest(created_at, ?) AS since FROM ledger_log";

    private final ConnectionManager connections;
    private final Replicas replicas;
    private final IndexSettings settings;
    private final Clock clock;

    QueryLog(ConnectionManager connections, Replicas replicas, IndexSettings settings, Clock clock) {
        this.connections = connections;
        this.replicas = replicas;
        this.settings = settings;
        this.clock = clock;
    }

    Queries read(Connection connection) throws SQLException {
        OffsetDateTime start = OffsetDateTime.ofInstant(clock.instant().minus(settings.queryWindow()), ZoneOffset.UTC);
        List<String> types = Maintainer.query(
                connection,
                TYPES,
                row -> row.getString(1),
                start,
                settings.maxQueries(),
                settings.minQueries(),
                settings.maxEventTypes());
        var remarks = new ArrayList<String>();
        Optional<StatementLog> statements = statements(remarks);
        if (statements.isPresent()) {
            return new Queries(
                    "pg_stat_statements",
                    statements.get().since(),
                    statements.get().shapes(),
                    types,
                    remarks);
        }
        List<QueryShape> shapes = Maintainer.query(
                connection,
                SHAPES,
                row -> new QueryShape(
                        IndexCatalog.texts(row.getArray("filters")), row.getLong("calls"), Optional.<Duration>empty()),
                start,
                settings.maxQueries());
        Instant since = Maintainer.query(connection, BEGINNING, row -> IndexCatalog.time(row, "since"), start)
                .get(0);
        return new Queries("_system", since, shapes, types, remarks);
    }

    /** Each server counts its own; a replica that does not answer, or counts nothing, is named. */
    private Optional<StatementLog> statements(List<String> remarks) throws SQLException {
        var logs = new ArrayList<StatementLog>();
        try (Connection reader = connections.connection(ConnectionManager.Purpose.READ, Lane.MAINTENANCE)) {
            StatementLog.read(reader, settings.maxQueries(), remarks).ifPresent(logs::add);
        }
        for (String name : replicas.states().stream().map(ReplicaState::name).toList()) {
            try (Connection reader = replicas.connection(name)) {
                StatementLog.read(reader, settings.maxQueries(), remarks).ifPresent(logs::add);
            } catch (SQLException | AuditDbException e) {
                remarks.add("what " + name + " is asked is not known: " + e.getMessage());
            }
        }
        return StatementLog.together(logs);
    }
}
