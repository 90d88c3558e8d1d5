package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the daily roles may not do to the database. */
class TestDatabaseRoles {
    private static final String NOT_ALLOWED = "42501";

    private static TestingAuditDb audit;

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open();
        audit.database().append(SampleEvents.events(3));
        audit.awaitSealed(3);
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static Connection writer() {
        return audit.platform().service(ConnectionManager.class).connection(ConnectionManager.Purpose.WRITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET action = 'x'",
                "UPDATE audit_event_2024_01 SET action = 'x'",
                "UPDATE event_locator SET occurred_at = now()",
                "UPDATE ledger_batch SET mac = ''",
                "UPDATE ledger_checkpoint SET note = ''",
                "DELETE FROM ledger_cosignature",
                "UPDATE witness_checkpoint SET size = 0",
                "UPDATE access_token_revocation SET revoked_at = now()",
                "DELETE FROM audit_event",
                "DELETE FROM audit_event_2024_01",
                "DELETE FROM event_locator",
                "DELETE FROM ledger_sequence",
                "DELETE FROM ledger_tile",
                "DELETE FROM access_token_revocation",
                "TRUNCATE audit_event",
                "TRUNCATE ledger_batch",
                "UPDATE event_partition SET goal = 'dropped'",
                "DELETE FROM partition_job",
                "DROP TABLE audit_event",
                "DROP TABLE ledger_tile",
                "ALTER TABLE audit_event ADD COLUMN x int",
                "ALTER TABLE audit_event DISABLE TRIGGER ALL",
                "CREATE TABLE mine (x int)",
                "CREATE TABLE p PARTITION OF audit_event FOR VALUES FROM ('2040-01-01') TO ('2041-01-01')",
                "CREATE INDEX ON audit_event (action)",
                "CREATE SCHEMA mine",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE ROLE mine",
                "ALTER SYSTEM SET fsync = off",
                "SET session_replication_role = replica",
                "INSERT INTO ledger_log VALUES ('x', now())",
                "INSERT INTO retention_policy VALUES ('x', 'PHI', null, '1 day', null, 'x')",
                "SELECT pg_read_file('/etc/passwd')"
            })
    void refusesToTheWriter(String sql) throws SQLException {
        try (Connection connection = writer();
                Statement statement = connection.createStatement()) {
            SQLException refused = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
            assertThat((Throwable) refused).as(sql).isNotNull();
            assertThat(refused.getSQLState()).as(refused.getMessage()).isEqualTo(NOT_ALLOWED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET action = 'x'",
                "UPDATE audit_event SET purpose = NULL",
                "UPDATE audit_event SET recorded_at = now()",
                "UPDATE audit_event SET batch = 1",
                "UPDATE event_locator SET occurred_at = now()",
                "UPDATE ledger_batch SET mac = ''",
                "DELETE FROM audit_event",
                "DELETE FROM event_locator",
                "DELETE FROM ledger_batch",
                "TRUNCATE audit_event",
                "INSERT INTO ledger_sequence VALUES (0, 1, 1, 1)",
                "INSERT INTO ledger_checkpoint VALUES (1, '', '', now())",
                "SELECT * FROM access_token"
            })
    void refusesToTheRedactor(String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE \"" + audit.postgres().address().database() + "_redactor\"");
            SQLException refused = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
            assertThat((Throwable) refused).as(sql).isNotNull();
            assertThat(refused.getSQLState()).as(refused.getMessage()).isEqualTo(NOT_ALLOWED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maintainer", "redactor"})
    void letsTheWriterBecomeNobodyElse(String role) throws SQLException {
        String name = audit.postgres().address().database() + "_" + role;
        try (Connection connection = writer();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of("SET ROLE \"" + name + "\"", "SET SESSION AUTHORIZATION \"" + name + "\"")) {
                SQLException refused = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
                assertThat((Throwable) refused).as(sql).isNotNull();
                assertThat(refused.getSQLState()).isEqualTo(NOT_ALLOWED);
            }
        }
    }

    @Test
    void letsNoDailyRoleBeAMemberOfAnother() throws SQLException {
        String database = audit.postgres().address().database();
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM pg_roles a, pg_roles b WHERE a.rolname LIKE '"
                                + database + "%' AND b.rolname <> a.rolname AND pg_has_role(a.oid, b.oid, 'MEMBER')")) {
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    @Test
    void refusesWritesOnTheReadPool() throws SQLException {
        try (Connection connection =
                        audit.platform().service(ConnectionManager.class).connection(ConnectionManager.Purpose.READ);
                Statement statement = connection.createStatement()) {
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> statement.execute("INSERT INTO tenant VALUES ('x', now())"));
            assertThat(refused.getSQLState()).isEqualTo("25006");
        }
    }

    @Test
    void keepsKeysAndPasswordsFromOtherUsers() throws Exception {
        for (String name : List.of(
                "keys/database.key",
                "keys/ledger-batch.key",
                "keys/log-signing.key",
                "keys/log-keys",
                "keys/witness-signing.key",
                "admin.token",
                "run/database.url",
                "run/database.pgpass",
                "run/database-superuser.pgpass")) {
            Path file = audit.var().resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(audit.var().resolve("run/database-superuser.url")))
                .contains("passfile=")
                .doesNotContain(audit.postgres().address().password());
    }
}
