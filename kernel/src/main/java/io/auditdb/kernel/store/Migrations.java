package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.pool.PoolSettings;
import io.auditdb.kernel.primary.Connector;
import io.auditdb.kernel.security.KeyDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * The schema of a database, looked at and changed by an operator. The platform itself brings a database up to date at
 * every start; these are for those who want to see or undo that.
 */
public final class Migrations {
    /** The steps that hold what cannot be made again: the log, and the chain of its checkpoints. */
    private static final Map<String, String> EVIDENCE = Map.of(
            "1", "ledger_batch", "3", "ledger_batch", "8", "legal_hold", "9", "ledger_removal", "10", "event_archive");

    private final DatabaseAddress admin;
    private final Roles roles;
    private final Provisioner provisioner;
    private final PoolSettings pool;

    /** Works on this database, as its provisioning role. */
    public Migrations(DatabaseAddress admin, DatabaseSettings settings, KeyDirectory keys) {
        this.admin = admin;
        this.roles = new Roles(keys);
        this.provisioner = new Provisioner(admin, roles);
        this.pool = settings.pool();
    }

    /**
     * One step of the schema.
     *
     * @param version its number
     * @param description what it brings
     * @param state where it is, such as {@code Success} or {@code Pending}
     */
    public record Step(String version, String description, String state) {}

    /** Returns all steps, in order. */
    public List<Step> status() {
        return Arrays.stream(flyway().info().all()).map(Migrations::step).toList();
    }

    private static Step step(MigrationInfo info) {
        String version = info.getVersion() == null ? "" : info.getVersion().toString();
        return new Step(version, info.getDescription(), info.getState().getDisplayName());
    }

    /** Makes roles and tables that are missing; returns the steps. */
    public List<Step> up() {
        provisioner.provision(pool);
        return status();
    }

    /**
     * Checks that the steps in the database are those of this release.
     *
     * @throws AuditDbException {@code CONFLICT} saying what differs
     */
    public void verify() {
        try {
            flyway().validate();
        } catch (FlywayException e) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT, "The schema is not this release's: " + e.getMessage(), e);
        }
    }

    /** Returns the statements that {@link #rollback} would run. */
    public List<String> rollbackPlan() {
        return statements(current());
    }

    /**
     * Undoes the newest step by its own script, in one transaction with its record. Flyway's free edition cannot undo,
     * so the scripts are the platform's. Steps that hold the log itself, or legal holds, are undone only while empty.
     *
     * @return what was undone
     * @throws AuditDbException {@code CONFLICT} when there is nothing to undo, or events would be lost
     */
    public Step rollback() {
        Step newest = current();
        try (Connection connection = Connector.connect(admin)) {
            connection.setAutoCommit(false);
            String evidence = EVIDENCE.get(newest.version());
            if (evidence != null && hasRows(connection, evidence)) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "Step " + newest.version() + " holds what must not be lost, and there are rows in " + evidence
                                + "; an audit log is not rolled back");
            }
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements(newest)) {
                    statement.execute(sql);
                }
            }
            forget(connection, newest);
            connection.commit();
            return newest;
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    private Step current() {
        MigrationInfo newest = flyway().info().current();
        if (newest == null) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT, "The database has no schema; there is nothing to undo");
        }
        return step(newest);
    }

    private List<String> statements(Step step) {
        String resource = "rollback/" + step.version() + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT, "Step " + step.version() + " is not of this release");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (var placeholder : flyway().getConfiguration().getPlaceholders().entrySet()) {
                text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            return Arrays.stream(text.split(";"))
                    .map(String::strip)
                    .filter(sql -> !sql.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasRows(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM " + table + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void forget(Connection connection, Step step) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM schema_history WHERE version = ?")) {
            statement.setString(1, step.version());
            statement.executeUpdate();
        }
    }

    /** Adds the default retention policies that are not there, or only says which; returns their names. */
    public List<String> seedPolicies(boolean dryRun) {
        return new Seeds(admin, dryRun).policies();
    }

    /** Adds the default event presets that are not there, or only says which; returns their names. */
    public List<String> seedPresets(boolean dryRun) {
        return new Seeds(admin, dryRun).presets();
    }

    /** Checks what an auditor asks of the database itself. */
    public List<ComplianceCheck> verifyCompliance() {
        try (Connection connection = Connector.connect(admin)) {
            return new DatabaseCompliance(connection, admin, roles).checks();
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    private Flyway flyway() {
        return provisioner.flyway();
    }
}
