package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.LedgerKey.State;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log's keys change while it runs, and everything that was ever signed still holds. */
class TestKeyRotation {
    private TestingAuditDb audit;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open();
        audit.database().append(SampleEvents.event(0));
        audit.awaitSealed(1);
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private static Ledger as(TestingAuditDb audit, Right right) {
        return audit.ledger().as(new Access("operator", Set.of(), Set.of(right)));
    }

    private String nextCheckpoint(int event) {
        long size = audit.ledger().checkpoint().orElseThrow().size();
        audit.database().append(SampleEvents.event(event));
        audit.awaitSealed(size + 1);
        return audit.ledger().checkpoint().orElseThrow().note();
    }

    private static boolean isSigned(String note, LedgerKey key) {
        return SignedNote.parse(note).orElseThrow().isSignedBy(List.of(VerifierKey.parse(key.verifierKey())));
    }

    private List<RecordedEvent> rotations() {
        return audit.database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action("ledger.key-rotated")
                        .build())
                .events();
    }

    @Test
    void aRunningLogTakesTheNewKeyAndRecordsIt() {
        String before = audit.ledger().checkpoint().orElseThrow().note();
        List<LedgerKey> keys = as(audit, Right.ADMIN).rotateKey(Duration.ofHours(1), false);
        assertThat(keys).extracting(LedgerKey::state).containsExactly(State.ACTIVE, State.RETIRING);
        LedgerKey fresh = keys.get(0);
        LedgerKey old = keys.get(1);
        assertThat(audit.ledger().verifierKey()).isEqualTo(fresh.verifierKey());
        assertThat(isSigned(before, old)).isTrue();
        await().until(() -> isSigned(nextCheckpoint((int) (System.nanoTime() % 1000) + 1), fresh));
        String after = audit.ledger().checkpoint().orElseThrow().note();
        assertThat(isSigned(after, old)).isTrue();

        await().until(() -> rotations().size() == 1);
        Map<String, Object> details = rotations().get(0).event().details();
        assertThat(details).containsEntry("newKey", fresh.verifierKey());
        String note = (String) details.get("note");
        assertThat(note).contains("old " + old.verifierKey(), "new " + fresh.verifierKey());
        assertThat(isSigned(note, old))
                .as("the old key vouches for the new one")
                .isTrue();
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void afterARestartTheRotationIsRecordedOnce() {
        as(audit, Right.ADMIN).rotateKey(Duration.ZERO, false);
        String note = nextCheckpoint(1);
        assertThat(SignedNote.parse(note).orElseThrow().signatures()).hasSize(1);
        audit.stop();
        audit.start();
        nextCheckpoint(2);
        assertThat(rotations()).hasSize(1);
        assertThat(audit.ledger().keys()).extracting(LedgerKey::state).containsExactly(State.ACTIVE, State.RETIRED);
        assertThat(audit.verify().violations()).isEmpty();
        assertThat(audit.var().resolve("keys/log-signing.key"))
                .as("the retired key")
                .doesNotExist();
    }

    @Test
    void onlyAnAdministratorRotatesAndAPlanChangesNothing() {
        assertThatThrownBy(() -> as(audit, Right.OPERATE).rotateKey(null, false))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> as(audit, Right.ADMIN).rotateKey(Duration.ofDays(4000), false))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST));
        assertThat(as(audit, Right.ADMIN).rotateKey(null, true)).hasSize(1);
        assertThat(audit.ledger().keys()).extracting(LedgerKey::state).containsExactly(State.ACTIVE);
    }

    @Test
    void aLogWhoseKeysWereSwappedIsNotContinued() throws Exception {
        audit.stop();
        Path keys = audit.var().resolve("keys");
        String name = Files.readString(keys.resolve("log-keys")).split("\\+", 2)[0];
        try (TestingAuditDb foreign = TestingAuditDb.open(Map.of("ledger.origin", name))) {
            for (String file : List.of("log-keys", "log-signing.key")) {
                Files.write(
                        keys.resolve(file),
                        Files.readAllBytes(foreign.var().resolve("keys").resolve(file)));
            }
        }
        audit.start();
        audit.database().append(SampleEvents.event(1));
        assertThat(audit.verify().violations())
                .extracting(Violation::kind)
                .contains(Violation.Kind.CHECKPOINT_CHANGED, Violation.Kind.HISTORY_CHANGED);
        await().until(() -> audit.platform().extensions(io.auditdb.api.operations.HealthCheck.class).stream()
                .anyMatch(check -> check.check().message().contains("nothing more is signed")));
        assertThat(audit.ledger().checkpoint().orElseThrow().size()).isEqualTo(1);
    }
}
