package io.auditdb.cli;

import io.auditdb.testing.TestingDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The table of the earlier system, with its columns and defaults, and with every oddity that its rows may have. */
final class EarlierTable {
    /** How often each oddity recurs. */
    static final int CYCLE = 50;

    /** Rows of a cycle that no platform takes: their place in it. */
    static final int REFUSED = 9;

    /** Rows of a cycle whose hash does not match. */
    static final int MISMATCHED = 2;

    private static final String DDL = """
            CREATE TABLE audit_log (
              id serial PRIMARY KEY, timestamp timestamptz NOT NULL, ttl varchar(255), principal_id varchar(255),
              organization_id varchar(255), action varchar(255) NOT NULL, target_resource_type varchar(255),
              target_resource_id varchar(255), status varchar(50) NOT NULL, outcome_description text, hash varchar(64),
              hash_algorithm varchar(50) DEFAULT 'SHA-256', event_version varchar(20) DEFAULT '1.0',
              correlation_id varchar(255), data_classification varchar(20) DEFAULT 'INTERNAL',
              retention_policy varchar(50) DEFAULT 'standard', processing_latency integer, archived_at timestamptz,
              details jsonb)
            """;

    /** Row by row the next oddity; the tenants are org-0 to org-2. */
    private static final String ROWS = """
            INSERT INTO audit_log (timestamp, ttl, principal_id, organization_id, action, target_resource_type,
                target_resource_id, status, outcome_description, correlation_id, data_classification,
                processing_latency, archived_at, details)
            SELECT CASE i %% 50 WHEN 1 THEN timestamptz '1969-07-20 20:17:40Z'
                                WHEN 2 THEN now() + interval '30 years'
                                WHEN 3 THEN timestamptz 'infinity'
                                WHEN 4 THEN timestamptz '2023-10-26 10:30:00.123456Z'
                                ELSE timestamptz '2023-10-26 10:30:00Z' + i * interval '1 s 7 ms' END,
                   CASE WHEN i %% 7 = 0 THEN '30d' END,
                   CASE WHEN i %% 3 > 0 THEN 'user-' || i %% 40 END,
                   CASE i %% 50 WHEN 5 THEN NULL WHEN 6 THEN 'St. Mary' WHEN 7 THEN '' ELSE 'org-' || i %% 3 END,
                   CASE i %% 50 WHEN 8 THEN '' ELSE 'fhir.patient.read' END,
                   CASE WHEN i %% 2 = 0 THEN 'Patient' END, CASE WHEN i %% 4 = 0 THEN 'pat-' || i %% 90 END,
                   CASE i %% 50 WHEN 9 THEN 'unknown' ELSE 'success' END,
                   CASE i %% 50 WHEN 10 THEN E'O''Brien said "no"\\n\\t\\\\ \\u20ac' WHEN 11 THEN '' END,
                   CASE WHEN i %% 5 = 0 THEN 'corr-' || i END,
                   CASE i %% 50 WHEN 12 THEN NULL WHEN 13 THEN 'SECRET' ELSE 'PHI' END,
                   i %% 900, CASE WHEN i %% 9 = 0 THEN now() END,
                   CASE i %% 50 WHEN 14 THEN NULL
                                WHEN 15 THEN jsonb '[1, "two"]'
                                WHEN 16 THEN jsonb '"text"'
                                WHEN 17 THEN jsonb '{"n": 12345678901234567890123}'
                                WHEN 18 THEN jsonb '{"id": "own", "status": "own", "auditLogId": 7, "custom": {"a": [1]}}'
                                WHEN 19 THEN (repeat('[', 70) || repeat(']', 70))::jsonb
                                WHEN 20 THEN jsonb '{"legacyHash": "verified"}'
                                ELSE jsonb_build_object('sessionContext', jsonb_build_object('sessionId', 's-' || i,
                                     'ipAddress', '10.0.0.1', 'userAgent', 'x'), 'queueDepth', i %% 8) END
            FROM generate_series(%d, %d) i
            """;

    /** The hash as that system defines it, said in SQL. */
    private static final String SEAL = """
            UPDATE audit_log SET hash = encode(sha256(convert_to(
                'action:' || j(action) || '|organizationId:' || j(organization_id) || '|outcomeDescription:'
                || j(outcome_description) || '|principalId:' || j(principal_id) || '|status:' || j(status)
                || '|targetResourceId:' || j(target_resource_id) || '|targetResourceType:' || j(target_resource_type)
                || '|timestamp:' || j(to_char(timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.'
                || CASE WHEN id % 50 = 4 THEN 'US' ELSE 'MS' END || '"Z"')), 'UTF8')), 'hex')
            WHERE hash IS NULL AND id % 50 <> 21
            """;

    private static final String JSON_STRINGIFY = """
            CREATE FUNCTION j(t text) RETURNS text LANGUAGE sql IMMUTABLE
            RETURN coalesce(to_json(nullif(t, ''))::text, 'null')
            """;

    private final TestingDatabase database;

    private EarlierTable(TestingDatabase database) {
        this.database = database;
    }

    static EarlierTable create(TestingDatabase database) throws SQLException {
        database.execute(DDL, JSON_STRINGIFY);
        return new EarlierTable(database);
    }

    /** Adds rows; {@code count} in whole cycles. Two of a cycle are changed after they were hashed. */
    void add(int count) throws SQLException {
        long there = count();
        database.execute(
                ROWS.formatted(there + 1, there + count),
                SEAL,
                "UPDATE audit_log SET principal_id = 'pseudo-1' WHERE id % 50 = 22 AND id > " + there,
                "UPDATE audit_log SET hash = overlay(hash PLACING 'zz' FROM 1) WHERE id % 50 = 23 AND id > " + there);
    }

    long count() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM audit_log")) {
            count.next();
            return count.getLong(1);
        }
    }
}
