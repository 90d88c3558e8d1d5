package io.auditdb.plugin.compliancehipaa;

import io.auditdb.api.plugin.Setting;
import java.util.List;

/** Which events are about health data, and what they must say. */
public record HipaaSettings(
        @Setting(
                value = "Types of target that are clinical, in any case",
                defaultValue = "AllergyIntolerance,CarePlan,CareTeam,Condition,DiagnosticReport,DocumentReference,"
                        + "Encounter,Goal,ImagingStudy,Immunization,MedicationRequest,MedicationStatement,Observation,"
                        + "Patient,Procedure")
        List<String> clinicalTypes,

        @Setting(value = "Types of subject that are patients, in any case", defaultValue = "Patient")
        List<String> patientTypes,

        @Setting(
                value = "What events about health data must say: who, what, patient, session",
                defaultValue = "who,what")
        List<String> require) {
    /** Checks the names of rules. */
    public HipaaSettings {
        clinicalTypes = List.copyOf(clinicalTypes);
        patientTypes = List.copyOf(patientTypes);
        require = List.copyOf(require);
        for (String rule : require) {
            if (!PhiRules.NAMES.contains(rule)) {
                throw new IllegalArgumentException("require must be some of " + String.join(", ", PhiRules.NAMES));
            }
        }
    }
}
