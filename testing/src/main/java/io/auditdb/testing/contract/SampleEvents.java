package io.auditdb.testing.contract;

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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Events that are as different as events can be: next to nothing, and everything, with text that formats trip over. */
final class SampleEvents {
    private static final OffsetDateTime AT = OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00");

    private SampleEvents() {}

    static AuditEvent least() {
        return AuditEvent.builder()
                .id(new UUID(1, 1))
                .tenant("clinic")
                .occurredAt(AT)
                .action("record.read")
                .status(Status.SUCCESS)
                .principal(new Principal("dr-house", null, null))
                .classification(Classification.INTERNAL)
                .build();
    }

    static AuditEvent most() {
        return AuditEvent.builder()
                .id(new UUID(1, 2))
                .tenant("klinik")
                .occurredAt(AT.plusNanos(1000))
                .action("record.update")
                .status(Status.FAILURE)
                .principal(new Principal("dr-müller", "practitioner", "Dr. \"Müller\", Zürich"))
                .subject(new Subject("p-1", "patient"))
                .target(new Target("observation", "o-1"))
                .purpose("TREAT")
                .outcome("line one\nline two\ttab, comma; \\backslash")
                .correlationId("c-1")
                .session(new Session("s-1", "2001:db8::1", "agent/1.0"))
                .source("ehr")
                .classification(Classification.PHI)
                .retentionPolicy("hipaa")
                .details(Map.of("text", "emoji 😀", "number", 12L, "list", List.of("a", 1L), "nothing", Map.of()))
                .build();
    }

    static List<AuditEvent> all() {
        return List.of(least(), most());
    }

    static List<RecordedEvent> recorded() {
        return all().stream()
                .map(it -> new RecordedEvent(
                        it,
                        Instant.parse("2026-03-01T07:30:01Z"),
                        new Receipt("77", 1, 31, new BatchPosition(2, 3, 4)),
                        Set.of()))
                .toList();
    }
}
