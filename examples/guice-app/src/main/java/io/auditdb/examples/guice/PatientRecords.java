package io.auditdb.examples.guice;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A service of the application, which knows nothing of the platform but what it needs. */
public final class PatientRecords {
    private final AuditDatabase audit;

    @Inject
    PatientRecords(AuditDatabase audit) {
        this.audit = audit;
    }

    /** Returns a record; that it was read is durable before. */
    public String read(String doctor, String patient) {
        audit.append(AuditEvent.builder()
                .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                .tenant("clinic")
                .action("patient.read")
                .status(Status.SUCCESS)
                .principal(Principal.of(doctor))
                .subject(Subject.of(patient))
                .build());
        return "the record of " + patient;
    }
}
