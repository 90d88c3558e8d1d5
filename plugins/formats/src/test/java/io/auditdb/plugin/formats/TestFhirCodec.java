package io.auditdb.plugin.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestFhirCodec {
    /** A doctor reads an observation: client, server and user are agents, patient, observation and request entities. */
    private static final String READ = """
            {
              "resourceType": "AuditEvent",
              "meta": {"profile": ["https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead"]},
              "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
              "subtype": [{"system": "http://hl7.org/fhir/restful-interaction", "code": "vread"}],
              "action": "R",
              "recorded": "2026-03-01T09:30:00.1234567+01:00",
              "outcome": "0",
              "outcomeDesc": "all well",
              "agent": [
                {"type": {"coding": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110153"}]},
                 "who": {"display": "server.example"}, "requestor": false,
                 "network": {"address": "192.0.2.1", "type": "2"}},
                {"type": {"coding": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110152"}]},
                 "who": {"display": "viewer"}, "requestor": false,
                 "network": {"address": "192.0.2.9", "type": "2"}},
                {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP"}]},
                 "who": {"reference": "Practitioner/12", "display": "Dr. House"}, "requestor": true,
                 "purposeOfUse": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}]}]}
              ],
              "source": {"site": "ward 7", "observer": {"reference": "Device/ehr"}},
              "entity": [
                {"what": {"identifier": {"value": "req-77"}},
                 "type": {"system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "code": "XrequestId"}},
                {"what": {"reference": "Patient/p-1/_history/3"},
                 "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "1"},
                 "role": {"system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "1"}},
                {"what": {"reference": "Observation/o-9"},
                 "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "2"}}
              ]
            }
            """;

    private static final String LEAST = """
            {"resourceType":"AuditEvent","type":{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110114"},\
            "recorded":"2026-03-01T08:30:00Z","agent":[{"requestor":true,"altId":"root"}],"source":{"observer":{"display":"gate"}}}
            """;

    private final Json json = CodecBench.JSON;
    private final FhirCodec codec =
            new FhirCodec(json, CodecBench.LIMITS, List.of("https://own.example/fhir"), CodecBench.CARRIED);

    private List<Decoded> read(String text) {
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(text.getBytes(UTF_8)), "clinic")) {
            return records.toList();
        }
    }

    private AuditEvent event(String text) {
        List<Decoded> records = read(text);
        assertThat(records).singleElement().extracting(Decoded::faults).isEqualTo(List.of());
        return records.get(0).event();
    }

    private static RecordedEvent recorded(AuditEvent event, Set<String> redacted) {
        AuditEvent stored =
                event.id() == null ? event.toBuilder().id(new UUID(1, 2)).build() : event;
        return new RecordedEvent(
                stored,
                Instant.parse("2026-03-01T08:30:01Z"),
                new Receipt("1", 1, 1, new BatchPosition(1, 1, 1)),
                redacted);
    }

    private Map<?, ?> written(RecordedEvent event) {
        var out = new ByteArrayOutputStream();
        codec.encode(Stream.of(event), out);
        return (Map<?, ?>) json.read(out.toString(UTF_8));
    }

    @Test
    void mapsWhoDidWhatToWhoseData() {
        AuditEvent event = event(READ);
        assertThat(event.id()).isNull();
        assertThat(event.tenant()).isEqualTo("clinic");
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-03-01T09:30:00.123456+01:00"));
        assertThat(event.action()).isEqualTo("fhir.observation.read");
        assertThat(event.status()).isEqualTo(Status.SUCCESS);
        assertThat(event.outcome()).contains("all well");
        assertThat(event.principal()).contains(new Principal("Practitioner/12", "Practitioner", "Dr. House"));
        assertThat(event.subject()).contains(new Subject("p-1", "Patient"));
        assertThat(event.target()).contains(new Target("Observation", "o-9"));
        assertThat(event.purpose()).contains("TREAT");
        assertThat(event.correlationId()).contains("req-77");
        assertThat(event.session()).contains(new Session(null, "192.0.2.9", null));
        assertThat(event.source()).contains("Device/ehr");
        assertThat(event.classification()).contains(Classification.PHI);
    }

    @Test
    void losesNothingOfAResource() {
        assertThat(event(READ).details()).isEqualTo(json.read(READ));
        var again = new LinkedHashMap<Object, Object>(written(recorded(event(READ), Set.of())));
        assertThat(again.remove("id")).isEqualTo(new UUID(1, 2).toString());
        assertThat(again).isEqualTo(json.read(READ));
    }

    @Test
    void takesWhatR4RequiresAndNoMore() {
        AuditEvent event = event(LEAST);
        assertThat(event.action()).isEqualTo("dicom.user-authentication");
        assertThat(event.status()).as("how it ended is not said").isEqualTo(Status.ATTEMPT);
        assertThat(event.principal()).contains(Principal.of("root"));
        assertThat(event.source()).contains("gate");
        assertThat(event.target()).isEmpty();
        assertThat(event.classification()).contains(Classification.CONFIDENTIAL);
    }

    @Test
    void namesEveryFault() {
        assertThat(read("{\"resourceType\":\"AuditEvent\",\"outcome\":\"7\",\"recorded\":\"today\"}"))
                .singleElement()
                .satisfies(it -> assertThat(it.faults())
                        .extracting(Fault::path)
                        .containsExactlyInAnyOrder(
                                "/recorded", "/type/code", "/outcome", "/agent", "/source/observer"));
        assertThat(read("{\"resourceType\":\"Patient\",\n\"id\":\"1\"}"))
                .singleElement()
                .satisfies(it -> assertThat(it.faults()).extracting(Fault::path).containsExactly("/resourceType"));
    }

    /** {@code type|subtype|action} in short, and the action of the event. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            rest;search-type;E;fhir.observation.search
            rest;history-instance;R;fhir.observation.history
            rest;;U;fhir.observation.update
            rest;;;fhir.observation.other
            dicom:110114;dicom:110122;E;auth.login
            dicom:110106;;R;dicom.export.read
            dicom:119999;;;fhir.audit.119999
            other:Break The Glass!;;E;fhir.audit.break-the-glass-.execute
            """)
    void callsActionsAsTheyAre(String type, String subtype, String action, String expected) {
        var resource = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) json.read(READ)).forEach((name, value) -> resource.put((String) name, value));
        resource.put("type", coding(type, "http://terminology.hl7.org/CodeSystem/audit-event-type"));
        resource.remove("subtype");
        resource.remove("action");
        if (subtype != null) {
            resource.put("subtype", List.of(coding(subtype, "http://hl7.org/fhir/restful-interaction")));
        }
        if (action != null) {
            resource.put("action", action);
        }
        assertThat(event(json.write(resource)).action()).isEqualTo(expected);
    }

    private static Map<String, Object> coding(String text, String system) {
        String[] parts = text.split(":", 2);
        return parts.length == 1
                ? Map.of("system", system, "code", text)
                : Map.of(
                        "system",
                        parts[0].equals("dicom") ? "http://dicom.nema.org/resources/ontology/DCM" : "urn:" + parts[0],
                        "code",
                        parts[1]);
    }

    @Test
    void knowsTheClientOfASearchAndWhatWasSearchedFor() {
        String query = Base64.getEncoder()
                .encodeToString("https://ehr.example/fhir/Condition?code=http://snomed.info/SCT|1".getBytes(UTF_8));
        AuditEvent event = event("""
                {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest"},
                "subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"search"}],"action":"E",
                "recorded":"2026-03-01T08:30:00Z","outcome":"8",
                "agent":[{"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110153"}]},
                "who":{"identifier":{"system":"urn:apps","value":"viewer"}},"requestor":true,"network":{"address":"192.0.2.9","type":"2"}},
                {"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110152"}]},
                "who":{"display":"server"},"requestor":false,"network":{"address":"192.0.2.1","type":"2"}}],
                "source":{"observer":{"display":"server"}},
                "entity":[{"query":"%s","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-entity-type","code":"2"}},
                {"what":{"reference":"https://ehr.example/fhir/Patient/p-1"},"role":{"code":"1"}}]}
                """.formatted(query));
        assertThat(event.action()).isEqualTo("fhir.condition.search");
        assertThat(event.target()).contains(new Target("Condition", null));
        assertThat(event.subject())
                .as("the same id on another server is another patient")
                .contains(new Subject("https://ehr.example/fhir/Patient/p-1", "Patient"));
        assertThat(event.principal()).contains(new Principal("urn:apps|viewer", null, null));
        assertThat(event.session()).contains(new Session(null, "192.0.2.9", null));
        assertThat(event.status()).isEqualTo(Status.FAILURE);
    }

    @Test
    void whatIsReferredToOnTheOrganisationsOwnServersIsKnownByTypeAndId() {
        AuditEvent event = event("""
                {"resourceType":"AuditEvent","type":{"system":"urn:x","code":"x"},"recorded":"2026-03-01T08:30:00Z",
                "agent":[{"who":{"reference":"https://own.example/fhir/Practitioner/12"},"requestor":true}],
                "source":{"observer":{"reference":"https://own.example/fhir/Device/1"}},
                "entity":[{"what":{"reference":"https://own.example/fhir/Patient/p-1/_history/3"}}]}
                """);
        assertThat(event.subject()).contains(new Subject("p-1", "Patient"));
        assertThat(event.principal()).contains(new Principal("Practitioner/12", "Practitioner", null));
        assertThat(event.source()).contains("Device/1");
        assertThat(json.write(event.details())).contains("https://own.example/fhir/Patient/p-1/_history/3");
    }

    @Test
    void whatTheEventItselfSaysIsNotKeptTwice() {
        String id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        String resource = LEAST.replace("{\"resourceType\"", "{\"id\":\"" + id + "\",\"resourceType\"");
        AuditEvent event = event(resource);
        assertThat(event.details().keySet()).containsExactlyInAnyOrder("resourceType", "type", "agent", "source");
        assertThat(written(recorded(event, Set.of()))).isEqualTo(json.read(resource));
    }

    @Test
    void readsBundlesArraysAndLines() {
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"fullUrl\":"
                + "\"urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"resource\":" + LEAST + "},{\"resource\":"
                + READ + "},{\"request\":{}}]}";
        List<Decoded> entries = read(bundle);
        assertThat(entries).hasSize(3);
        assertThat(entries.get(0).event().id()).hasToString("7c9e6679-7425-40de-944b-e07fc1f90ae7");
        assertThat(entries.get(1).event().action()).isEqualTo("fhir.observation.read");
        assertThat(entries.get(2).faults()).extracting(Fault::path).containsExactly("/resourceType");
        String late = "{\"entry\":[{\"resource\":" + LEAST.strip() + "}],\"resourceType\":\"Bundle\"}";
        assertThat(read(late)).singleElement().matches(it -> it.event() != null);
        assertThat(read(late + "\n" + late)).hasSize(2).allMatch(it -> it.event() != null);
        assertThat(read("[" + LEAST + "," + READ + "]")).hasSize(2).allMatch(it -> it.event() != null);
        assertThat(read(LEAST + "\n" + LEAST + "nonsense\n" + LEAST))
                .extracting(it -> it.event() != null)
                .containsExactly(true, true, false, true);
    }

    @Test
    void theSameResourceIsTheSameEvent() {
        String own =
                LEAST.replace("{\"resourceType\"", "{\"id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"resourceType\"");
        assertThat(event(own).id()).hasToString("7c9e6679-7425-40de-944b-e07fc1f90ae7");
        String others = LEAST.replace("{\"resourceType\"", "{\"id\":\"42\",\"resourceType\"");
        assertThat(event(others).id()).isNotNull().isEqualTo(event(others).id());
        assertThat(event(others).id().version()).isEqualTo(8);
        assertThat(event(others.replace("root", "toor")).id())
                .isNotEqualTo(event(others).id());
    }

    @Test
    void whatIsRedactedIsAbsentAndWhatIsRequiredSaysSo() {
        AuditEvent event = event(READ);
        var left = new LinkedHashMap<String, Object>(event.details());
        left.keySet().removeAll(Set.of("agent", "entity", "outcomeDesc", "source"));
        AuditEvent stored =
                event.toBuilder().principal(null).subject(null).details(left).build();
        Map<?, ?> resource = written(recorded(stored, Set.of("details.agent", "details.entity", "principal.id")));
        assertThat(resource.get("agent"))
                .isEqualTo(List.of(Map.of("who", Map.of("display", "redacted"), "requestor", false)));
        assertThat(resource.keySet().stream().map(String::valueOf)).doesNotContain("entity", "outcomeDesc");
        assertThat(json.write(resource)).doesNotContain("House", "p-1", "192.0.2");
    }

    @Test
    void eventsThatWereNoResourcesAreWrittenAsSuchAndReadAgain() {
        AuditEvent event = AuditEvent.builder()
                .id(new UUID(3, 4))
                .tenant("clinic")
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00"))
                .action("record.update")
                .status(Status.SUCCESS)
                .principal(new Principal("dr-house", "doctor", "House"))
                .subject(new Subject("p-1", "patient"))
                .target(new Target("note", "n-1"))
                .purpose("TREAT")
                .session(new Session("s", "192.0.2.9", "agent"))
                .source("ehr")
                .classification(Classification.PHI)
                .details(Map.of("a", List.of(1L, "b")))
                .build();
        Map<?, ?> resource = written(recorded(event, Set.of()));
        assertThat(resource.get("action")).isEqualTo("U");
        assertThat(resource.get("outcome")).isEqualTo("0");
        assertThat(resource.get("recorded")).isEqualTo("2026-03-01T08:30:00.123456+01:00");
        assertThat(event(json.write(resource))).isEqualTo(event);
    }
}
