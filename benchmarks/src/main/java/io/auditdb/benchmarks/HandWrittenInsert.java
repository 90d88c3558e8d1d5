package io.auditdb.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.DatabaseAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;

/** What an application does without a platform: a pool, an INSERT into the audit table, a commit for every event. */
public final class HandWrittenInsert implements AutoCloseable {
    private static final String INSERT = """
            INSERT INTO audit_event (tenant, id, occurred_at, occurred_offset, recorded_at, action, status, principal_id,
              principal_type, principal_name, subject_id, subject_type, target_type, target_id, purpose, correlation_id,
              session_id, session_ip, session_user_agent, source, classification, details, writer, batch, position)
            VALUES (?, ?, ?, 0, now(), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)
            """;

    private final HikariDataSource pool;
    private final Json json;

    /** Opens a pool of so many connections. */
    public HandWrittenInsert(DatabaseAddress address, Json json, int poolSize) {
        this.json = json;
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database()
                + "?prepareThreshold=1");
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(poolSize);
        config.setAutoCommit(false);
        this.pool = new HikariDataSource(config);
    }

    /** Stores one event, and commits. */
    public void insert(AuditEvent event) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            bind(statement, event);
            statement.executeUpdate();
            connection.commit();
        }
    }

    private void bind(PreparedStatement statement, AuditEvent event) throws SQLException {
        Principal principal = event.principal().orElseThrow();
        Target target = event.target().orElseThrow();
        Session session = event.session().orElseThrow();
        int i = 1;
        statement.setString(i++, event.tenant());
        statement.setObject(i++, event.id());
        statement.setObject(i++, event.occurredAt());
        statement.setString(i++, event.action());
        statement.setString(i++, event.status().name().toLowerCase(Locale.ROOT));
        statement.setString(i++, principal.id());
        statement.setString(i++, principal.type());
        statement.setString(i++, principal.name());
        statement.setString(i++, event.subject().orElseThrow().id());
        statement.setString(i++, event.subject().orElseThrow().type());
        statement.setString(i++, target.type());
        statement.setString(i++, target.id());
        statement.setString(i++, event.purpose().orElse(null));
        statement.setString(i++, event.correlationId().orElse(null));
        statement.setString(i++, session.id());
        statement.setString(i++, session.ip());
        statement.setString(i++, session.userAgent());
        statement.setString(i++, event.source().orElse(null));
        statement.setString(i++, event.classification().orElseThrow().name());
        statement.setObject(i, json.write(event.details()), Types.OTHER);
    }

    @Override
    public void close() {
        pool.close();
    }
}
