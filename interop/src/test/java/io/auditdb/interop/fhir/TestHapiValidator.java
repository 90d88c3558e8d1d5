package io.auditdb.interop.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.testing.TestingAuditDb;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HAPI's validator finds no error in anything that the FHIR interface answers, whatever the event was. */
class TestHapiValidator {
    private static TestingAuditDb audit;
    private static FhirValidator validator;

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open(Map.of("plugins.http-api.enabled", true, "plugins.formats.enabled", true));
        var support = new ValidationSupportChain(
                new DefaultProfileValidationSupport(Hapi.R4),
                new CommonCodeSystemsTerminologyService(Hapi.R4),
                new InMemoryTerminologyServerValidationSupport(Hapi.R4));
        validator = Hapi.R4.newValidator().registerValidatorModule(new FhirInstanceValidator(support));
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static AuditEvent.Builder event(String action) {
        return AuditEvent.builder()
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00"))
                .tenant("clinic")
                .action(action)
                .status(Status.SUCCESS);
    }

    private static void assertValid(IBaseResource resource) {
        List<SingleValidationMessage> errors = validator.validateWithResult(resource).getMessages().stream()
                .filter(it -> it.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .toList();
        assertThat(errors)
                .as(Hapi.R4.newJsonParser().setPrettyPrint(true).encodeResourceToString(resource))
                .isEmpty();
    }

    private static Bundle all(String tenant) {
        return Hapi.client(audit, tenant)
                .search()
                .byUrl("AuditEvent?_count=200")
                .returnBundle(Bundle.class)
                .execute();
    }

    private static void assertAllValid(String tenant, int events) {
        Bundle found = all(tenant);
        assertThat(found.getEntry()).hasSize(events);
        found.getEntry().forEach(it -> assertValid(it.getResource()));
        assertValid(found);
    }

    @Test
    void isThereToFindErrors() {
        assertThat(validator
                        .validateWithResult("{\"resourceType\":\"AuditEvent\",\"recorded\":\"2026-03-01T08:30:00Z\"}")
                        .isSuccessful())
                .isFalse();
    }

    @Test
    void eventsOfEveryKind() {
        audit.database()
                .append(List.of(
                        event("note.write").build(),
                        event("auth.login").status(Status.ATTEMPT).build(),
                        event("auth.login")
                                .status(Status.FAILURE)
                                .outcome("wrong <password> & \"more\"")
                                .build(),
                        event("patient.read")
                                .principal(new Principal("dr-a", "doctor", "Dr. A"))
                                .subject(new Subject("p-1", "patient"))
                                .target(new Target("Patient", "p-1"))
                                .purpose("TREAT")
                                .correlationId("c-1")
                                .session(new Session("s-1", "::1", "browser"))
                                .source("ehr")
                                .classification(Classification.PHI)
                                .retentionPolicy("hipaa")
                                .details(Map.of("deep", Map.of("list", List.of(1, true, "x"))))
                                .build(),
                        event("report.delete")
                                .target(new Target("report", null))
                                .build(),
                        event("record.update")
                                .principal(new Principal("x", null, null))
                                .build(),
                        event("order.create")
                                .session(new Session("s-1", null, null))
                                .build()));
        assertAllValid("clinic", 7);
    }

    @Test
    void resourcesOfOthersAndWhatIsLeftOfThemOnceRedacted() {
        IGenericClient client = Hapi.client(audit, "redacted");
        var outcome = client.create().resource("""
                        {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest"},\
                        "subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"read"}],"action":"R",\
                        "recorded":"2026-03-01T08:30:00.123Z","outcome":"0","outcomeDesc":"fine",\
                        "agent":[{"who":{"reference":"Practitioner/12"},"requestor":true,"network":{"address":"10.0.0.1","type":"2"}}],\
                        "source":{"observer":{"display":"ehr"}},"entity":[{"what":{"reference":"Patient/77"},\
                        "type":{"system":"http://terminology.hl7.org/CodeSystem/audit-entity-type","code":"1"},\
                        "role":{"system":"http://terminology.hl7.org/CodeSystem/object-role","code":"1"}}]}""").execute();
        assertAllValid("redacted", 1);
        var order = new RedactionOrder(
                "redacted",
                UUID.fromString(outcome.getId().getIdPart()),
                Set.of(
                        "principal.id",
                        "subject.id",
                        "target.id",
                        "session.ip",
                        "outcome",
                        "details.agent",
                        "details.entity",
                        "details.outcomeDesc"),
                "asked");
        audit.platform().service(Redactions.class).redact(order);
        assertAllValid("redacted", 1);
        assertThat(Hapi.R4.newJsonParser().encodeResourceToString(all("redacted")))
                .doesNotContain("Patient/77")
                .doesNotContain("Practitioner/12")
                .doesNotContain("10.0.0.1")
                .doesNotContain("fine");
    }

    @Test
    void thePlatformsOwnRecords() {
        audit.database().append(List.of(event("note.write").tenant("own").build()));
        all("own");
        Bundle found = all("_system");
        assertThat(found.getEntry()).isNotEmpty();
        found.getEntry().forEach(it -> assertValid(it.getResource()));
    }

    @Test
    void whatItCanDo() {
        assertValid(Hapi.client(audit, "clinic")
                .capabilities()
                .ofType(CapabilityStatement.class)
                .execute());
    }
}
