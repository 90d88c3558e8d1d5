package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.Setting;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/**
 * Settings of the plugin, one part per format.
 *
 * @param cloudtrail settings of the format {@code cloudtrail}
 * @param auditLog settings of the format {@code audit-log}
 * @param fhir settings of the format {@code fhir}
 * @param fhirServers such as {@code https://ehr.example/fhir}
 * @param atna settings of the format {@code atna}
 * @param atnaZone of times in audit messages that name none
 * @param cloudevents settings of the format {@code cloudevents}
 * @param cef settings of the format {@code cef}
 * @param ocsf settings of the formats {@code ocsf} and {@code ocsf-integrity}
 */
public record FormatsSettings(
        @Setting("AWS CloudTrail log files") RecordSettings cloudtrail,
        @Setting("Events of the earlier audit system") AuditLogSettings auditLog,
        @Setting("AuditEvents of FHIR R4") RecordSettings fhir,

        @Setting(
                value = "Base URLs of the organisation's own FHIR servers: what AuditEvents refer to there is known by"
                        + " type and id alone",
                defaultValue = "")
        List<String> fhirServers,

        @Setting("Audit messages of DICOM and RFC 3881") RecordSettings atna,

        @Setting(
                value = "Zone of the times in audit messages that name none, such as Europe/Vienna",
                defaultValue = "UTC")
        String atnaZone,

        @Setting("CloudEvents 1.0") RecordSettings cloudevents,
        @Setting("Records of the Common Event Format") RecordSettings cef,
        @Setting("Events of OCSF 1.x") RecordSettings ocsf) {
    /** Checks that the parts are there. */
    public FormatsSettings {
        requireNonNull(cloudtrail, "cloudtrail is null");
        requireNonNull(auditLog, "auditLog is null");
        requireNonNull(fhir, "fhir is null");
        fhirServers = List.copyOf(fhirServers);
        requireNonNull(atna, "atna is null");
        requireNonNull(cloudevents, "cloudevents is null");
        requireNonNull(cef, "cef is null");
        requireNonNull(ocsf, "ocsf is null");
        if (!isZone(atnaZone)) {
            throw new IllegalArgumentException("atna-zone must be a zone such as UTC, +01:00 or Europe/Vienna");
        }
    }

    private static boolean isZone(String text) {
        try {
            ZoneId.of(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
