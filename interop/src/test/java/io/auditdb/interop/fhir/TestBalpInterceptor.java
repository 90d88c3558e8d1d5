package io.auditdb.interop.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.AdditionalRequestHeadersInterceptor;
import ca.uhn.fhir.storage.interceptor.balp.AsyncMemoryQueueBackedFhirClientBalpSink;
import ca.uhn.fhir.storage.interceptor.balp.FhirClientBalpSink;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.TestingAuditDb;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HAPI's own auditing of a HAPI server, by IHE's Basic Audit Log Patterns, into the platform. */
class TestBalpInterceptor {
    private ClinicServer clinic;
    private TestingAuditDb audit;

    @BeforeEach
    void open() throws Exception {
        clinic = ClinicServer.bind();
        audit = TestingAuditDb.open(Map.of(
                "plugins.http-api.enabled",
                true,
                "plugins.formats.enabled",
                true,
                "plugins.formats.fhir-servers",
                clinic.url()));
    }

    @AfterEach
    void close() throws Exception {
        clinic.close();
        audit.close();
    }

    private IGenericClient as(String user) {
        IGenericClient client = Hapi.R4.newRestfulGenericClient(clinic.url());
        var headers = new AdditionalRequestHeadersInterceptor();
        headers.addHeaderValue(ClinicServer.USER, user);
        client.registerInterceptor(headers);
        return client;
    }

    private List<AuditEvent> events(EventQuery.Builder query) {
        return audit.database().query(query.limit(100).build()).events().stream()
                .map(RecordedEvent::event)
                .toList();
    }

    private List<String> actions(EventQuery.Builder query) {
        return events(query).stream().map(AuditEvent::action).toList();
    }

    @Test
    void readsSearchesCreatesUpdatesAndDeletesArriveAndAreFoundByPatientAndByUser() throws Exception {
        clinic.start(Hapi.R4, new FhirClientBalpSink(Hapi.client(audit, "north")));
        IGenericClient doctor = as("Practitioner/house");
        IGenericClient nurse = as("Practitioner/jackie");
        Patient ada = new Patient();
        ada.addName().setFamily("Lovelace");
        String patient = doctor.create().resource(ada).execute().getId().getIdPart();
        Observation pulse = new Observation().setSubject(new Reference("Patient/" + patient));
        String observation = nurse.create().resource(pulse).execute().getId().getIdPart();
        nurse.read().resource(Patient.class).withId(patient).execute();
        doctor.read().resource(Observation.class).withId(observation).execute();
        doctor.search().forResource(Patient.class).returnBundle(Bundle.class).execute();
        ada.setId(new IdType("Patient", patient));
        ada.setActive(true);
        doctor.update().resource(ada).execute();
        doctor.delete().resourceById("Patient", patient).execute();

        assertThat(actions(EventQuery.builder().tenant("north").subject(patient)))
                .containsExactlyInAnyOrder(
                        "fhir.patient.create",
                        "fhir.observation.create",
                        "fhir.patient.read",
                        "fhir.observation.read",
                        "fhir.patient.search",
                        "fhir.patient.update",
                        "fhir.patient.delete");
        assertThat(actions(EventQuery.builder().tenant("north").principal("Practitioner/jackie")))
                .containsExactlyInAnyOrder("fhir.observation.create", "fhir.patient.read");
        assertThat(events(EventQuery.builder().tenant("north").principal("Practitioner/house")))
                .hasSize(5)
                .allSatisfy(it -> {
                    assertThat(it.status()).isEqualTo(Status.SUCCESS);
                    assertThat(it.classification()).contains(Classification.PHI);
                    assertThat(it.session().orElseThrow().ip()).isEqualTo("127.0.0.1");
                });
    }

    @Test
    void takesWhatIsSentInBatchesAndAnswersTheSameClientsSearches() throws Exception {
        IGenericClient platform = Hapi.client(audit, "south");
        var sink = new AsyncMemoryQueueBackedFhirClientBalpSink(platform);
        try {
            clinic.start(Hapi.R4, sink);
            IGenericClient nurse = as("Practitioner/jackie");
            for (int i = 0; i < 20; i++) {
                Patient patient = new Patient();
                patient.setId("p" + i);
                nurse.update().resource(patient).execute();
            }
            await().until(() -> actions(EventQuery.builder().tenant("south")).size() == 20);
        } finally {
            sink.stop();
        }
        Bundle found = platform.search()
                .byUrl("AuditEvent?patient=Patient/p7&agent=Practitioner/jackie&outcome=0")
                .returnBundle(Bundle.class)
                .execute();
        assertThat(found.getEntry()).hasSize(1);
        Bundle page = platform.search()
                .byUrl("AuditEvent?type=rest&address=127.0.0.1&entity-role=1&_count=7")
                .returnBundle(Bundle.class)
                .execute();
        int all = page.getEntry().size();
        while (page.getLink(IBaseBundle.LINK_NEXT) != null) {
            page = platform.loadPage().next(page).execute();
            all += page.getEntry().size();
        }
        assertThat(all).isEqualTo(20);
    }
}
