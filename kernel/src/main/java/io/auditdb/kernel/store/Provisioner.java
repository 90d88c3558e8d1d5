package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.pool.PoolSettings;
import io.auditdb.kernel.pool.ServerLimit;
import io.auditdb.kernel.primary.Connector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database into the shape the platform needs: durable, with its roles, and with the newest schema. Runs at
 * every start; when everything is in order it only looks.
 */
public final class Provisioner {
    /** The version of the schema that this release works with. */
    public static final String SCHEMA_VERSION = "16";

    private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
    private static final String COUNTING = "SELECT extname FROM pg_extension WHERE extname = 'pg_stat_statements'";
    private static final int LOCK_CLASS = 0x61756462;
    private static final int LOCK_PROVISION = -1;

    private final DatabaseAddress admin;
    private final Roles roles;

    Provisioner(DatabaseAddress admin, Roles roles) {
        this.admin = admin;
        this.roles = roles;
    }

    /** Checks the database, and makes what is missing; returns how many connections it allows. */
    ServerLimit provision(PoolSettings pool) {
        try (Connection connection = Connector.connect(admin)) {
            requireVersion(connection);
            requireDurability(connection);
            lock(connection, true);
            try {
                boolean newRoles = ensureRoles(connection);
                if (newRoles || !SCHEMA_VERSION.equals(schemaVersion(connection))) {
                    flyway().migrate();
                }
                countStatements(connection);
            } finally {
                lock(connection, false);
            }
            return ServerLimit.read(connection, pool);
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    /** Returns Flyway as the platform uses it, for the migrate commands. */
    Flyway flyway() {
        FluentConfiguration configuration = Flyway.configure(Provisioner.class.getClassLoader())
                .dataSource(admin.jdbcUrl(), admin.user(), admin.password())
                .locations("classpath:io/auditdb/kernel/store/migration")
                .table("schema_history")
                .cleanDisabled(true)
                .validateMigrationNaming(true);
        configuration.placeholders(java.util.Map.of(
                "schema", "public",
                "writer", quote(roles.writer(admin).user()),
                "maintainer", quote(roles.maintainer(admin).user()),
                "redactor", quote(roles.redactor(admin).user())));
        return configuration.load();
    }

    private static void requireVersion(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (major < 15) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG, "PostgreSQL " + major + " is too old; 15 or newer is needed");
        }
    }

    /** A commit that may be lost is not a commit; without these the platform could not keep its word. */
    private static void requireDurability(Connection connection) throws SQLException {
        var off = new ArrayList<String>();
        for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            if ("off".equals(queryText(connection, "SHOW " + setting))) {
                off.add(setting);
            }
        }
        if (!off.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "The database is not durable: " + String.join(", ", off)
                            + " is off, so an acknowledged event could be lost; turn it on");
        }
    }

    private static void lock(Connection connection, boolean take) throws SQLException {
        String function = take ? "pg_advisory_lock" : "pg_advisory_unlock";
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + function + "(?, ?)")) {
            statement.setInt(1, LOCK_CLASS);
            statement.setInt(2, LOCK_PROVISION);
            statement.execute();
        }
    }

    /** Without it the platform knows only how long whole operations take; where it may not be made, that has to do. */
    private static void countStatements(Connection connection) throws SQLException {
        if (queryText(connection, COUNTING) != null || !canCountStatements(connection)) {
            return;
        }
        try {
            execute(connection, "CREATE EXTENSION pg_stat_statements");
        } catch (SQLException e) {
            LOG.info("Statements are not counted: the extension pg_stat_statements could not be made", e);
        }
    }

    /** Only those who may see all settings see which libraries there are. */
    private static boolean canCountStatements(Connection connection) throws SQLException {
        String libraries =
                queryText(connection, "SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries'");
        return libraries != null && libraries.contains("pg_stat_statements");
    }

    private boolean ensureRoles(Connection connection) throws SQLException {
        boolean made = false;
        for (DatabaseAddress role : List.of(roles.writer(admin), roles.maintainer(admin), roles.redactor(admin))) {
            if (!roleExists(connection, role.user())) {
                execute(
                        connection,
                        "CREATE ROLE " + quote(role.user()) + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT"
                                + " NOREPLICATION NOBYPASSRLS");
                made = true;
                setPassword(connection, role);
            }
        }
        if (made) {
            // whoever hands a table over has to be a member of the role that gets it; a superuser is one anyway
            execute(connection, "GRANT " + quote(roles.maintainer(admin).user()) + " TO CURRENT_USER");
            execute(connection, "REVOKE ALL ON DATABASE " + quote(admin.database()) + " FROM PUBLIC");
            execute(
                    connection,
                    "GRANT CONNECT ON DATABASE " + quote(admin.database()) + " TO "
                            + quote(roles.writer(admin).user()) + ", "
                            + quote(roles.maintainer(admin).user()) + ", "
                            + quote(roles.redactor(admin).user()));
        } else if (!canLogIn(roles.writer(admin))) {
            LOG.warn("The roles' passwords do not follow from this key directory; setting them anew");
            for (DatabaseAddress role : List.of(roles.writer(admin), roles.maintainer(admin), roles.redactor(admin))) {
                setPassword(connection, role);
            }
        }
        return made;
    }

    private static boolean canLogIn(DatabaseAddress role) throws SQLException {
        try (Connection connection = Connector.connect(role)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("28")) {
                return false;
            }
            throw e;
        }
    }

    /** The driver sends a SCRAM verifier, so the password itself reaches neither the server nor its log. */
    private static void setPassword(Connection connection, DatabaseAddress role) throws SQLException {
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(role.user(), role.password().toCharArray(), "scram-sha-256");
    }

    private static boolean roleExists(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    private static String schemaVersion(Connection connection) throws SQLException {
        if (queryText(connection, "SELECT to_regclass('public.schema_history')::text") == null) {
            return null;
        }
        return queryText(
                connection, "SELECT version FROM schema_history WHERE success ORDER BY installed_rank DESC LIMIT 1");
    }

    private static String queryText(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** An identifier cannot be a parameter; the names are the database's own and are quoted all the same. */
    private static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
