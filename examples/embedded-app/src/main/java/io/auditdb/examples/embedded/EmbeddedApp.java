package io.auditdb.examples.embedded;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.query.EventQuery;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** An application that brings its audit database along: no daemon, no OSGi, plugins from the class path. */
public final class EmbeddedApp {
    private EmbeddedApp() {}

    /** Appends an event, finds it again and checks the log; the argument is the directory to keep everything in. */
    public static void main(String[] args) {
        // snippet: embed
        var configuration = Configuration.builder().set("plugins.embedded-postgres", Map.of());
        try (AuditDb db = AuditDb.open(configuration.build(), Path.of(args[0]))) {
            db.database().append(read("dr-smith", "patient-7")); // returns when the event is durable

            var query = EventQuery.builder().subject("patient-7").build();
            db.database().query(query).events().forEach(it -> System.out.println(it.event()));
            var report = db.ledger().verify(VerificationProgress.NONE);
            System.out.println("intact: " + report.intact());
        }
        // end snippet
    }

    private static AuditEvent read(String doctor, String patient) {
        return AuditEvent.builder()
                .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                .tenant("clinic")
                .action("patient.read")
                .status(Status.SUCCESS)
                .principal(Principal.of(doctor))
                .subject(Subject.of(patient))
                .build();
    }
}
