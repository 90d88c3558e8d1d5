package io.auditdb.platform;

import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.OtherInstance;
import java.nio.file.Path;
import java.time.Instant;

/** Another process with the platform on the same database and the same archives, which archives when it is told to. */
final class ArchivingInstance {
    static final Instant BEFORE = Instant.parse("2025-01-01T00:00:00Z");

    private ArchivingInstance() {}

    public static void main(String[] arguments) throws Exception {
        Configuration.Builder builder = Configuration.builder().set("database.url", System.getenv(OtherInstance.URL));
        ArchivedDatabase.settings(Path.of(arguments[1])).forEach(builder::set);
        try (AuditDb platform = AuditDb.open(builder.build(), Path.of(arguments[0]))) {
            PartitionManager partitions = platform.service(PartitionManager.class);
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            boolean planned;
            do { // while maintenance runs, which it does at the start, there is only a plan
                planned = partitions.archive(ArchivedDatabase.OPERATOR, BEFORE, false).stream()
                        .anyMatch(it -> it.outcome() == Outcome.PLANNED && it.action() == Action.ARCHIVE);
            } while (planned);
            System.out.println("done");
        }
    }
}
