package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.operations.QuarantinedInput;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestQuarantine {
    private static final Access CLINIC = new Access("dr-a", Set.of("clinic"), Set.of(Right.READ, Right.APPEND));
    private static final Access OTHER = new Access("dr-b", Set.of("other"), Set.of(Right.ADMIN));
    private static final Access ADMIN = new Access("root", Set.of(), Set.of(Right.ADMIN));
    private static final String GOOD = """
            {"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","occurredAt":"2026-03-01T08:30:00Z","action":"note.write",\
            "status":"success"}""";
    private static final List<Fault> FAULTS = List.of(new Fault("/a", "is wrong"), new Fault("", "is odd"));

    private TestingAuditDb audit;
    private Quarantine quarantine;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of("quarantine.max-items", 3, "quarantine.max-content", "4KB"));
        quarantine = audit.platform().service(Quarantine.class);
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private UUID keep(String content) {
        return quarantine.keep("clinic", "ndjson", "test feed", content.getBytes(StandardCharsets.UTF_8), FAULTS);
    }

    private List<RecordedEvent> records(String action, int count) {
        EventQuery query = EventQuery.builder().tenant("_system").action(action).build();
        return await().until(() -> audit.database().query(query).events(), it -> it.size() == count);
    }

    private static StandardErrorCode code(Throwable e) {
        return (StandardErrorCode) ((AuditDbException) e).code();
    }

    @Test
    void keepsWhatCameUntilItCanBeReadAndRecordsBoth() {
        UUID id = keep(GOOD + "\nnonsense");
        QuarantinedInput listed = quarantine.list(CLINIC, 10).get(0);
        assertThat(listed.id()).isEqualTo(id);
        assertThat(listed.content()).isEmpty();
        assertThat(listed.faults()).isEqualTo(FAULTS);
        assertThat(listed.origin()).isEqualTo("test feed");
        assertThat(quarantine.find(CLINIC, id).content()).contains(GOOD + "\nnonsense");
        assertThat(records("quarantine.read", 1)
                        .get(0)
                        .event()
                        .principal()
                        .orElseThrow()
                        .id())
                .isEqualTo("dr-a");
        assertThatThrownBy(() -> quarantine.release(CLINIC, id))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.INVALID_EVENT));
        assertThat(audit.database()
                        .query(EventQuery.builder().tenant("clinic").build())
                        .events())
                .isEmpty();

        UUID mended = keep(GOOD);
        List<Appended> appended = quarantine.release(CLINIC, mended);
        assertThat(appended).extracting(Appended::id).hasToString("[7c9e6679-7425-40de-944b-e07fc1f90ae7]");
        assertThat(quarantine.list(CLINIC, 10)).extracting(QuarantinedInput::id).containsExactly(id);
        Map<String, Object> released =
                records("quarantine.release", 1).get(0).event().details();
        assertThat(released).containsEntry("tenant", "clinic").containsEntry("events", 1L);
        assertThat(records("quarantine.keep", 2))
                .extracting(it -> it.event().details().get("sha256"))
                .contains(released.get("sha256"));
    }

    @Test
    void isDiscardedOnlyByWhoeverMayAndWithAReason() {
        UUID id = keep("nonsense");
        assertThatThrownBy(() -> quarantine.discard(CLINIC, id, "tired of it"))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> quarantine.discard(ADMIN, id, " "))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.INVALID_REQUEST));
        quarantine.discard(ADMIN, id, "a test");
        assertThat(quarantine.list(ADMIN, 10)).isEmpty();
        assertThat(records("quarantine.discard", 1).get(0).event().details()).containsEntry("reason", "a test");
    }

    @Test
    void isNobodysBusinessButItsTenants() {
        UUID id = keep(GOOD);
        assertThat(quarantine.list(OTHER, 10)).isEmpty();
        assertThatThrownBy(() -> quarantine.find(OTHER, id))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> quarantine.release(OTHER, id))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> quarantine.discard(OTHER, id, "x"))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> quarantine.list(new Access("x", Set.of(), Set.of(Right.OPERATE)), 1))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.FORBIDDEN));
    }

    @Test
    void hasBoundsAndTellsHealth() {
        Health health = audit.platform().service(Health.class);
        assertThat(check(health)).isEqualTo(Status.UP);
        keep("a");
        keep("b");
        keep("c");
        assertThatThrownBy(() -> keep("d")).satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.OVERLOADED));
        assertThatThrownBy(() -> keep("x".repeat(4097)))
                .satisfies(e -> assertThat(code(e)).isEqualTo(StandardErrorCode.TOO_LARGE));
        assertThat(quarantine.list(ADMIN, 2)).hasSize(2);
        await().until(() -> check(health) == Status.DEGRADED);
    }

    private static Status check(Health health) {
        return health.report().stream()
                .filter(it -> it.name().equals("quarantine"))
                .findFirst()
                .orElseThrow()
                .status();
    }

    @Test
    void isOutOfReachOfTheWriter() throws SQLException {
        keep("a");
        String writer = "\"" + audit.postgres().address().database() + "_writer\"";
        for (String statement : List.of("SELECT 1 FROM event_quarantine", "DELETE FROM event_quarantine")) {
            assertThatThrownBy(() -> audit.postgres().execute("SET ROLE " + writer, statement))
                    .hasMessageContaining("permission denied");
        }
    }
}
