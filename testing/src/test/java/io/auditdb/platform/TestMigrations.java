package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.store.ComplianceCheck;
import io.auditdb.kernel.store.Migrations;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schema, applied, checked, and taken back. */
class TestMigrations {
    private TestingAuditDb audit;
    private Migrations migrations;

    @BeforeEach
    void prepare() {
        audit = TestingAuditDb.closed(Map.of());
        migrations = AuditDb.migrations(audit.configuration(), audit.var());
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private List<String> tables() throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT array_agg(tablename::text ORDER BY tablename) FROM pg_tables"
                                + " WHERE schemaname = 'public'")) {
            row.next();
            return row.getArray(1) == null
                    ? List.of()
                    : List.of((String[]) row.getArray(1).getArray());
        }
    }

    @Test
    void bringsAnEmptyDatabaseUpToDate() throws SQLException {
        assertThat(migrations.status()).allMatch(step -> step.state().equals("Pending"));
        assertThat(tables()).isEmpty();
        assertThat(migrations.up()).allMatch(step -> step.state().equals("Success"));
        assertThat(tables()).contains("audit_event", "ledger_batch", "retention_policy");
        migrations.verify();
        assertThat(migrations.up()).hasSize(16);
    }

    @Test
    void takesStepsBackOneByOneUntilNothingIsLeftAndAppliesThemAgain() throws SQLException {
        migrations.up();
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE event_quarantine");
        assertThat(migrations.rollback().version()).isEqualTo("16");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE hourly_figure");
        assertThat(migrations.rollback().version()).isEqualTo("15");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE statement_hour");
        assertThat(migrations.rollback().version()).isEqualTo("14");
        assertThat(tables()).noneMatch(it -> it.startsWith("statement_"));
        assertThat(migrations.rollbackPlan()).contains("DROP FUNCTION received_timeline()");
        assertThat(migrations.rollback().version()).isEqualTo("13");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE event_change");
        assertThat(migrations.rollback().version()).isEqualTo("12");
        assertThat(tables()).doesNotContain("event_change", "event_change_horizon");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE event_index");
        assertThat(migrations.rollback().version()).isEqualTo("11");
        assertThat(tables()).doesNotContain("event_index");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE event_archive");
        assertThat(migrations.rollback().version()).isEqualTo("10");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE ledger_removal");
        assertThat(migrations.rollback().version()).isEqualTo("9");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE legal_hold");
        assertThat(migrations.rollback().version()).isEqualTo("8");
        assertThat(tables()).doesNotContain("legal_hold", "legal_hold_release", "retention_floor");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE event_partition");
        assertThat(migrations.rollback().version()).isEqualTo("7");
        assertThat(tables()).doesNotContain("event_partition", "partition_job");
        assertThat(migrations.rollbackPlan())
                .contains("ALTER TABLE ledger_tile\n  ALTER COLUMN hashes SET STORAGE DEFAULT");
        assertThat(migrations.rollback().version()).isEqualTo("6");
        assertThat(migrations.rollbackPlan()).contains("DROP INDEX audit_event_redacted");
        assertThat(migrations.rollback().version()).isEqualTo("5");
        assertThat(migrations.rollback().version()).isEqualTo("4");
        assertThat(tables()).contains("retention_policy").doesNotContain("witness_checkpoint", "ledger_cosignature");
        assertThat(migrations.rollback().version()).isEqualTo("3");
        assertThat(tables()).doesNotContain("ledger_verification");
        assertThat(migrations.rollbackPlan()).contains("DROP TABLE retention_policy");
        assertThat(migrations.rollback().version()).isEqualTo("2");
        assertThat(tables()).contains("audit_event").doesNotContain("retention_policy", "event_preset");
        assertThat(migrations.rollback().version()).isEqualTo("1");
        assertThat(tables()).containsExactly("schema_history");
        assertThatThrownBy(() -> migrations.rollback()).hasMessageContaining("nothing to undo");
        migrations.up();
        audit.start();
        audit.database().append(SampleEvents.event(1));
        audit.awaitSealed(1);
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void doesNotTakeBackALogThatHoldsEvents() throws SQLException {
        audit.start();
        audit.database().append(SampleEvents.event(1));
        audit.stop();
        for (String version : List.of("16", "15", "14", "13", "12", "11", "10", "9", "8", "7", "6", "5", "4")) {
            assertThat(migrations.rollback().version()).isEqualTo(version);
        }
        assertThatThrownBy(() -> migrations.rollback())
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT));
        assertThat(tables()).contains("audit_event");
    }

    @Test
    void doesNotTakeBackLegalHolds() throws SQLException {
        migrations.up();
        audit.postgres()
                .execute("INSERT INTO legal_hold (id, tenant, issuer, reason, placed_by, placed_at) VALUES"
                        + " ('70e5932e-9022-4b38-837e-ca10dad94eb7', 'a', 'court', 'x', 'operator', now())");
        for (String version : List.of("16", "15", "14", "13", "12", "11", "10", "9")) {
            assertThat(migrations.rollback().version()).isEqualTo(version);
        }
        assertThatThrownBy(() -> migrations.rollback()).hasMessageContaining("rows in legal_hold");
        assertThat(tables()).contains("legal_hold");
    }

    @Test
    void findsAStepThatWasChanged() throws SQLException {
        migrations.up();
        audit.postgres().execute("UPDATE schema_history SET checksum = checksum + 1 WHERE version = '1'");
        assertThatThrownBy(() -> migrations.verify())
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT));
    }

    @Test
    void seedsOnceAndOnlySaysSoOnADryRun() {
        migrations.up();
        assertThat(migrations.seedPolicies(true)).hasSize(4);
        assertThat(migrations.seedPolicies(false))
                .containsExactlyInAnyOrder("standard", "phi_extended", "confidential", "minimal");
        assertThat(migrations.seedPolicies(false)).isEmpty();
        assertThat(migrations.seedPresets(true)).hasSize(8);
        assertThat(migrations.seedPresets(false)).hasSize(8);
        assertThat(migrations.seedPresets(false)).isEmpty();
    }

    @Test
    void checksWhatTheDatabaseHasToGuarantee() throws SQLException {
        audit.start();
        audit.database().append(SampleEvents.event(1));
        audit.awaitSealed(1);
        migrations.seedPolicies(false);
        assertThat(migrations.verifyCompliance()).allMatch(ComplianceCheck::passed);

        String writer = "\"" + audit.postgres().address().database() + "_writer\"";
        audit.postgres()
                .execute(
                        "GRANT DELETE ON audit_event TO " + writer,
                        "UPDATE retention_policy SET minimum = null, delete_after = '5 years' WHERE name = 'phi_extended'");
        assertThat(migrations.verifyCompliance())
                .filteredOn(check -> !check.passed())
                .extracting(ComplianceCheck::finding)
                .containsExactlyInAnyOrder("audit_event DELETE", "phi_extended");
    }

    @Test
    void refusesADatabaseThatDoesNotKeepItsWord() throws SQLException {
        audit.postgres()
                .execute("ALTER DATABASE " + audit.postgres().address().database() + " SET synchronous_commit = off");
        assertThatThrownBy(audit::start).hasMessageContaining("synchronous_commit");
    }
}
