package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.Setting;
import java.util.List;

/**
 * Settings of the plugin, one part per format.
 *
 * @param cloudtrail settings of the format {@code cloudtrail}
 * @param auditLog settings of the format {@code audit-log}
 * @param fhir settings of the format {@code fhir}
 * @param fhirServers such as {@code https://ehr.example/fhir}
 */
public record FormatsSettings(
        @Setting("AWS CloudTrail log files") RecordSettings cloudtrail,
        @Setting("Events of the earlier audit system") AuditLogSettings auditLog,
        @Setting("AuditEvents of FHIR R4") RecordSettings fhir,

        @Setting(
                value = "Base URLs of the organisation's own FHIR servers: what AuditEvents refer to there is known by"
                        + " type and id alone",
                defaultValue = "")
        List<String> fhirServers) {
    /** Checks that the parts are there. */
    public FormatsSettings {
        requireNonNull(cloudtrail, "cloudtrail is null");
        requireNonNull(auditLog, "auditLog is null");
        requireNonNull(fhir, "fhir is null");
        fhirServers = List.copyOf(fhirServers);
    }
}
