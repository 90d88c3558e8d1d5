package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.Setting;

/**
 * Settings of the plugin, one part per format.
 *
 * @param cloudtrail settings of the format {@code cloudtrail}
 * @param auditLog settings of the format {@code audit-log}
 * @param fhir settings of the format {@code fhir}
 */
public record FormatsSettings(
        @Setting("AWS CloudTrail log files") RecordSettings cloudtrail,
        @Setting("Events of the earlier audit system") AuditLogSettings auditLog,
        @Setting("AuditEvents of FHIR R4") RecordSettings fhir) {
    /** Checks that the parts are there. */
    public FormatsSettings {
        requireNonNull(cloudtrail, "cloudtrail is null");
        requireNonNull(auditLog, "auditLog is null");
        requireNonNull(fhir, "fhir is null");
    }
}
