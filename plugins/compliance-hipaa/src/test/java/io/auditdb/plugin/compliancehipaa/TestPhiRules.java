package io.auditdb.plugin.compliancehipaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPhiRules {
    private final ClinicalEvents clinical = new ClinicalEvents(List.of("Observation", "Patient"), List.of("Patient"));

    private static AuditEvent.Builder event() {
        return AuditEvent.builder()
                .tenant("clinic")
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00Z"))
                .action("x")
                .status(Status.SUCCESS);
    }

    private List<String> faults(AuditEvent.Builder event, String... required) {
        return new PhiRules(clinical, List.of(required))
                .validate(event.build()).stream().map(Fault::path).toList();
    }

    @Test
    void whatIsClinicalIsPhiUnlessItSaysSomethingElse() {
        assertThat(clinical.fill(event().target(new Target("observation", "1")).build())
                        .classification())
                .contains(Classification.PHI);
        assertThat(clinical.fill(event().subject(new Subject("p", "PATIENT")).build())
                        .classification())
                .contains(Classification.PHI);
        AuditEvent other = event().target(new Target("Invoice", "1"))
                .subject(new Subject("p", null))
                .build();
        assertThat(clinical.fill(other)).isSameAs(other);
        AuditEvent said = event().target(new Target("Patient", "1"))
                .classification(Classification.PUBLIC)
                .build();
        assertThat(clinical.fill(said)).isSameAs(said);
    }

    @Test
    void refusesAClassThatIsTooLow() {
        var event = event().target(new Target("Patient", "1")).principal(Principal.of("a"));
        assertThat(faults(event.classification(Classification.INTERNAL), "who")).containsExactly("/classification");
        assertThat(faults(event.classification(Classification.PHI), "who")).isEmpty();
    }

    @Test
    void asksForWhatIsConfiguredAndOnlyOfHealthData() {
        var bare = event().classification(Classification.PHI);
        assertThat(faults(bare, "who", "what", "patient", "session"))
                .containsExactly("/principal", "/target", "/subject", "/session");
        assertThat(faults(bare)).isEmpty();
        assertThat(faults(event(), "who", "what", "patient", "session")).isEmpty();
        var full = bare.principal(Principal.of("a"))
                .target(new Target("Patient", null))
                .subject(Subject.of("p"))
                .session(new Session("s", null, null));
        assertThat(faults(full, "who", "what", "patient", "session")).isEmpty();
    }

    @Test
    void refusesRulesThatItDoesNotKnow() {
        assertThatThrownBy(() -> new HipaaSettings(List.of(), List.of(), List.of("whom")))
                .hasMessageContaining("who, what, patient, session");
    }
}
