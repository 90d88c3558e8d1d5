package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.EventPresets;
import io.auditdb.api.event.PresetDefinition;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestPresets {
    private static final Access ALL = new Access("root", Set.of(), Set.of(Right.OPERATE));
    private static final Access CLINIC = new Access("dr-a", Set.of("clinic"), Set.of(Right.OPERATE));

    private TestingAuditDb audit;
    private EventPresets presets;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of("event-presets.refresh", "50ms", "event-presets.max", 4));
        presets = audit.platform().service(EventPresets.class);
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private static PresetDefinition preset(
            String name, String tenant, String action, Map<String, String> defaults, String... required) {
        return new PresetDefinition(name, tenant, action, defaults, List.of(required), "");
    }

    private static AuditEvent.Builder event(String tenant, String action) {
        return AuditEvent.builder()
                .tenant(tenant)
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00Z"))
                .action(action)
                .status(Status.SUCCESS);
    }

    private AuditEvent stored(AuditEvent.Builder event) {
        var appended = audit.database().append(event.build());
        return audit.database()
                .find(appended.tenant(), appended.id())
                .orElseThrow()
                .event();
    }

    private static List<Fault> faults(Throwable e) {
        return ((AuditDbException) e).faults();
    }

    @Test
    void fillsInWhatIsAbsentAndLeavesWhatIsThere() {
        presets.put(ALL, preset("exports", "*", "data.*", Map.of("classification", "CONFIDENTIAL", "purpose", "any")));
        presets.put(
                ALL, preset("phi", "*", "data.export.*", Map.of("classification", "PHI", "retentionPolicy", "long")));
        AuditEvent filled = stored(event("clinic", "data.export.csv"));
        assertThat(filled.classification()).as("the more detailed first").contains(Classification.PHI);
        assertThat(filled.purpose()).contains("any");
        assertThat(filled.retentionPolicy()).contains("long");
        assertThat(stored(event("clinic", "data.read").classification(Classification.PUBLIC))
                        .classification())
                .contains(Classification.PUBLIC);
        assertThat(stored(event("clinic", "other.data.read")).classification()).contains(Classification.INTERNAL);
    }

    @Test
    void refusesEventsWithoutWhatIsAskedForAndNamesAllOfIt() {
        presets.put(ALL, preset("access", "*", "fhir.*", Map.of(), "principal", "session.ip", "details.reason"));
        assertThatThrownBy(() -> audit.database()
                        .append(event("clinic", "fhir.patient.read").build()))
                .satisfies(e -> assertThat(faults(e))
                        .extracting(Fault::path)
                        .containsExactlyInAnyOrder("/principal", "/session/ip", "/details/reason"));
        stored(event("clinic", "fhir.patient.read")
                .principal(Principal.of("dr-a"))
                .session(new Session(null, "::1", null))
                .details(Map.of("reason", "ward round")));
        stored(event("clinic", "auth.login"));
    }

    @Test
    void aTenantsOwnTakesThePlaceOfTheOneForAll() throws SQLException {
        presets.put(ALL, preset("access", "*", "fhir.*", Map.of(), "principal"));
        presets.put(CLINIC, preset("access", "clinic", "fhir.*", Map.of("source", "ehr")));
        assertThat(stored(event("clinic", "fhir.patient.read")).source()).contains("ehr");
        assertThatThrownBy(() -> audit.database()
                        .append(event("other", "fhir.patient.read").build()))
                .satisfies(e -> assertThat(faults(e)).hasSize(1));
        assertThat(presets.list(CLINIC)).hasSize(2);
        assertThat(presets.list(new Access("x", Set.of("other"), Set.of(Right.OPERATE))))
                .extracting(PresetDefinition::tenant)
                .containsExactly("*");
        assertThat(presets.remove(ALL, "*", "access")).isTrue();
        assertThat(presets.remove(ALL, "*", "access")).isFalse();
        stored(event("other", "fhir.patient.read"));
        await().until(() -> audit.database()
                        .query(EventQuery.builder()
                                .tenant("_system")
                                .action("preset.*")
                                .build())
                        .events()
                        .size()
                == 3);
    }

    @Test
    void learnsOfWhatOthersHaveChanged() throws SQLException {
        audit.postgres()
                .execute("INSERT INTO event_preset (name, tenant, action, defaults, required, description)"
                        + " VALUES ('seeded', '*', 'seed.*', '{\"classification\": \"PHI\"}', '{principal}', '')");
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> audit.database().append(event("clinic", "seed.x").build()))
                .isInstanceOf(AuditDbException.class));
    }

    @Test
    void refusesWhatCannotBeUsedAndWhoMayNot() {
        assertThatThrownBy(() -> presets.put(
                        ALL,
                        preset(
                                " ",
                                "_system",
                                "x",
                                Map.of("classification", "SECRET", "action", "y"),
                                "principal.shoe",
                                "details.")))
                .satisfies(e -> assertThat(faults(e))
                        .extracting(Fault::path)
                        .containsExactlyInAnyOrder(
                                "/name",
                                "/tenant",
                                "/defaults/classification",
                                "/defaults/action",
                                "/required/0",
                                "/required/1"));
        assertForbidden(() -> presets.put(CLINIC, preset("a", "*", "x", Map.of())));
        assertForbidden(() -> presets.put(CLINIC, preset("a", "other", "x", Map.of())));
        assertForbidden(() -> presets.remove(CLINIC, "*", "a"));
        assertForbidden(() -> presets.list(new Access("x", Set.of(), Set.of(Right.READ))));
        for (int i = 0; i < 4; i++) {
            presets.put(ALL, preset("p" + i, "*", "x", Map.of()));
        }
        assertThatThrownBy(() -> presets.put(ALL, preset("p5", "*", "x", Map.of())))
                .satisfies(e -> assertThat(((AuditDbException) e).code()).isEqualTo(StandardErrorCode.OVERLOADED));
        presets.put(ALL, preset("p1", "*", "y", Map.of()));
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(e -> assertThat(((AuditDbException) e).code()).isEqualTo(StandardErrorCode.FORBIDDEN));
    }
}
