package io.auditdb.platform;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events with every member set, spread over tenants and months. */
final class SampleEvents {
    private static final List<Status> STATUSES = List.of(Status.ATTEMPT, Status.SUCCESS, Status.FAILURE);
    private static final OffsetDateTime START = OffsetDateTime.parse("2024-01-28T23:15:30.123456+01:00");

    private SampleEvents() {}

    static AuditEvent event(int i) {
        return AuditEvent.builder()
                .id(new UUID(0x4000L, 0x8000000000000000L | i))
                .tenant("tenant-" + i % 3)
                .occurredAt(START.plusDays(i))
                .action(i % 2 == 0 ? "fhir.patient.read" : "auth.login")
                .status(STATUSES.get(i % 3))
                .principal(new Principal("user-" + i % 5, "practitioner", "Dr. O'Brien " + i % 5))
                .subject(new Subject("patient-" + i % 7, "Patient"))
                .target(new Target("Observation", "obs/" + i))
                .purpose("TREATMENT")
                .outcome("fine \u00e4\u20ac\ud83d\ude00 " + i)
                .correlationId("request-" + i / 2)
                .session(new Session("session-" + i, "10.0.0." + i % 250, "agent/1.0 (x; y)"))
                .source("ehr")
                .classification(Classification.PHI)
                .retentionPolicy("phi_extended")
                .detail("number", new BigDecimal("1.50"))
                .detail("whole", (long) i)
                .detail("nothing", null)
                .detail("words", "some words about knee number" + i)
                .detail("list", Arrays.asList(true, Map.of("a", "b"), null))
                .build();
    }

    static List<AuditEvent> events(int count) {
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < count; i++) {
            events.add(event(i));
        }
        return events;
    }
}
