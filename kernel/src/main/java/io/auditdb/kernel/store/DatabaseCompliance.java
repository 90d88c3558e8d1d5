package io.auditdb.kernel.store;

import io.auditdb.api.storage.DatabaseAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the database itself has to guarantee: durable commits, a log that roles can only append to, lawful retention. */
final class DatabaseCompliance {
    /** 45 CFR 164.316(b)(2)(i): six years. */
    private static final String PHI_FLOOR = "6 years";

    private static final String FORBIDDEN_TO_WRITER = """
            SELECT coalesce(string_agg(t.name || ' ' || p.privilege, ', ' ORDER BY t.name, p.privilege), '')
            FROM unnest(ARRAY['audit_event', 'event_locator', 'ledger_log', 'ledger_batch', 'ledger_sequence',
                              'ledger_tile', 'ledger_checkpoint', 'ledger_cosignature', 'witness_checkpoint',
                              'access_token', 'access_token_revocation', 'event_partition',
                              'partition_job']) AS t (name),
                 unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) AS p (privilege)
            WHERE has_table_privilege(?, t.name, p.privilege)
            """;
    private static final String MEMBERSHIPS = """
            SELECT coalesce(string_agg(a.rolname || ' in ' || b.rolname, ', '), '')
            FROM pg_roles a, pg_roles b
            WHERE a.rolname = ANY (?) AND b.rolname <> a.rolname AND pg_has_role(a.oid, b.oid, 'MEMBER')
            """;
    private static final String SHORT_POLICIES = """
            SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') FROM retention_policy
            WHERE classification = 'PHI' AND delete_after < ?::interval
            """;

    private final Connection connection;
    private final DatabaseAddress admin;
    private final Roles roles;
    private final List<ComplianceCheck> checks = new ArrayList<>();

    DatabaseCompliance(Connection connection, DatabaseAddress admin, Roles roles) {
        this.connection = connection;
        this.admin = admin;
        this.roles = roles;
    }

    List<ComplianceCheck> checks() throws SQLException {
        for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            String value = text("SELECT current_setting(?)", setting);
            add("durability: " + setting, !"off".equals(value), "is " + value);
        }
        none(
                "append-only: what the writing role may do beyond insert and select",
                FORBIDDEN_TO_WRITER,
                roles.writer(admin).user());
        none("roles: which daily role can become another", MEMBERSHIPS, names());
        none("retention: policies for PHI below " + PHI_FLOOR, SHORT_POLICIES, PHI_FLOOR);
        String policies = text("SELECT count(*)::text FROM retention_policy");
        add(
                "retention: policies are there",
                !"0".equals(policies),
                policies + " policies; seed-policies adds the defaults");
        String schema = text("SELECT version FROM schema_history WHERE success ORDER BY installed_rank DESC LIMIT 1");
        add("schema: version", Provisioner.SCHEMA_VERSION.equals(schema), "is " + schema);
        String checkpoint = text("SELECT coalesce(max(size), 0)::text FROM ledger_checkpoint");
        add("integrity: the log has a signed checkpoint", !"0".equals(checkpoint), "over " + checkpoint + " leaves");
        return checks;
    }

    private String[] names() {
        return List.of(roles.writer(admin), roles.maintainer(admin), roles.redactor(admin)).stream()
                .map(DatabaseAddress::user)
                .toArray(String[]::new);
    }

    private void none(String subject, String sql, Object parameter) throws SQLException {
        String found = text(sql, parameter);
        add(subject, found.isEmpty(), found.isEmpty() ? "none" : found);
    }

    private void add(String subject, boolean passed, String finding) {
        checks.add(new ComplianceCheck(subject, passed, finding));
    }

    private String text(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(
                        i + 1,
                        parameters[i] instanceof String[] names
                                ? connection.createArrayOf("text", names)
                                : parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
