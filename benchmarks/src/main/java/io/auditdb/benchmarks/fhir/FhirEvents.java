package io.auditdb.benchmarks.fhir;

import io.auditdb.api.event.AuditEvent;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** What a FHIR server tells of the same events, by IHE's pattern for reading what is a patient's. */
final class FhirEvents {
    private FhirEvents() {}

    /** Returns one resource, on one line. */
    static String resource(AuditEvent event) {
        return """
                {"resourceType":"AuditEvent","id":"%s",\
                "meta":{"profile":["https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead"]},\
                "type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest","display":"Restful Operation"},\
                "subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"read","display":"read"}],\
                "action":"R","recorded":"%s","outcome":"0",\
                "agent":[{"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110153",\
                "display":"Source Role ID"}]},"who":{"display":"ehr.example"},"requestor":false,\
                "network":{"address":"192.0.2.7","type":"2"}},\
                {"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110152",\
                "display":"Destination Role ID"}]},"who":{"display":"portal"},"requestor":false,\
                "network":{"address":"%s","type":"2"}},\
                {"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP",\
                "display":"information recipient"}]},"who":{"reference":"Practitioner/%s"},"name":"%s","requestor":true,\
                "purposeOfUse":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}]}],\
                "source":{"observer":{"display":"ehr.example"}},\
                "entity":[{"what":{"reference":"Patient/%s"},\
                "type":{"system":"http://terminology.hl7.org/CodeSystem/audit-entity-type","code":"1"},\
                "role":{"system":"http://terminology.hl7.org/CodeSystem/object-role","code":"1"}},\
                {"what":{"reference":"%s"},\
                "type":{"system":"http://terminology.hl7.org/CodeSystem/audit-entity-type","code":"2"}}]}""".formatted(
                        event.id(),
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(event.occurredAt()),
                        event.session().orElseThrow().ip(),
                        event.principal().orElseThrow().id(),
                        event.principal().orElseThrow().name(),
                        event.subject().orElseThrow().id(),
                        event.target().orElseThrow().id());
    }

    /** Returns a Bundle that creates them, each by itself. */
    static String batch(List<AuditEvent> events) {
        return events.stream()
                .map(it ->
                        "{\"resource\":" + resource(it) + ",\"request\":{\"method\":\"POST\",\"url\":\"AuditEvent\"}}")
                .collect(Collectors.joining(",", "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[", "]}"));
    }
}
