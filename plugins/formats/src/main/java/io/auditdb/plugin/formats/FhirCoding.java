package io.auditdb.plugin.formats;

import java.util.List;

/** Codes by which resources and profiles say what is what; systems are named by the last part of their URI. */
final class FhirCoding {
    /** DICOM's, which R4 borrows. */
    static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";

    static final String EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";
    static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    static final String ENTITY_ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
    /** Of the IHE Basic Audit Log Patterns, for what is no clinical entity: requests, tokens, consents. */
    static final String BALP_ENTITY_TYPE = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";

    private FhirCoding() {}

    /** Whether a Coding is this one. */
    static boolean is(Members coding, String system, String code) {
        return code.equals(coding.text("code")) && system.equals(coding.text("system"));
    }

    /** Whether one of several Codings is this one. */
    static boolean isAmong(List<Members> codings, String system, String code) {
        return codings.stream().anyMatch(it -> is(it, system, code));
    }

    /** The code of this system among several Codings, or null. */
    static String code(List<Members> codings, String system) {
        return codings.stream()
                .filter(it -> system.equals(it.text("system")))
                .map(it -> it.text("code"))
                .filter(code -> code != null)
                .findFirst()
                .orElse(null);
    }

    /** The first code, or else text, of a CodeableConcept, or null. */
    static String first(Members concept) {
        String code = concept.first("coding").id("code");
        return code == null ? concept.id("text") : code;
    }
}
