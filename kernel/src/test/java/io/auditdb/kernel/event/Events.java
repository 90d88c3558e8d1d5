package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.plugin.DataSize;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events and settings that tests start from. */
public final class Events {
    /** The settings that hold when nothing is configured. */
    public static final EventSettings SETTINGS = settings(EventSettings.FinerDigits.REFUSE);

    /** What the rules take for now. */
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00.000001Z");

    private Events() {}

    /** The default settings but for the digits. */
    public static EventSettings settings(EventSettings.FinerDigits finerDigits) {
        return new EventSettings(
                "1970-01-01T00:00:00Z", Duration.ofDays(1), finerDigits, 255, 10_000, DataSize.parse("256KB"));
    }

    /** The rules under the default settings, at {@link #NOW}. */
    public static EventRules rules() {
        return new EventRules(SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** An event with the required members only. */
    public static AuditEvent.Builder small() {
        return AuditEvent.builder()
                .id(UUID.fromString("0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01"))
                .occurredAt(OffsetDateTime.parse("2026-01-31T08:15:30.123456+01:00"))
                .tenant("clinic-a")
                .action("fhir.patient.read")
                .status(Status.SUCCESS)
                .classification(Classification.PHI);
    }

    /** An event with every member. */
    public static AuditEvent.Builder full() {
        return small().principal(new Principal("dr-7", "practitioner", "Dr. Ada Müller"))
                .subject(new Subject("patient-42", "Patient"))
                .target(new Target("Observation", "obs-99"))
                .session(new Session("s-1", "192.0.2.17", "Viewer/3.1"))
                .purpose("TREATMENT")
                .outcome("one \"result\"")
                .correlationId("req-5")
                .source("ward-app")
                .retentionPolicy("seven-years")
                .detail("ward", "3B")
                .detail("values", List.of(1L, Map.of("unit", "mmol/l")))
                .detail("note", null);
    }
}
