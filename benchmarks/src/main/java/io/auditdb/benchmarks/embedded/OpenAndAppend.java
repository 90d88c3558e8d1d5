package io.auditdb.benchmarks.embedded;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * An application that has just been started: opens the platform without plugins, appends one event, and prints how many
 * milliseconds that took, and then the same of a second time in the same process.
 */
final class OpenAndAppend {
    private OpenAndAppend() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 2; i++) {
            System.out.println(millis(Path.of(arguments[0])));
        }
    }

    private static double millis(Path var) {
        long start = System.nanoTime();
        // AUDIT_DB_DATABASE_URL says where the database is
        Configuration configuration = Configuration.load(null, System.getenv());
        try (AuditDb platform = AuditDb.open(configuration, var)) {
            platform.database()
                    .append(AuditEvent.builder()
                            .tenant("clinic")
                            .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                            .action("record.read")
                            .principal(new Principal("dr-house", null, null))
                            .status(Status.SUCCESS)
                            .build());
            return (System.nanoTime() - start) / 1e6;
        }
    }
}
