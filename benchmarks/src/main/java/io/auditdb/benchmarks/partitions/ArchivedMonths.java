package io.auditdb.benchmarks.partitions;

import static io.auditdb.benchmarks.partitions.ManyPartitions.OPERATOR;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.BulkAppend;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The platform with some months of events that can go into archives, a partition each. */
final class ArchivedMonths implements AutoCloseable {
    static final int MONTHS = 5;
    static final Instant FROM = Instant.parse("2018-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2018-06-01T00:00:00Z");

    private static final int DAYS = 151;
    private static final int PROGRESS = 500_000;
    private static final String BYTES = """
            SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
            WHERE inhparent = 'audit_event'::regclass AND inhrelid::regclass::text LIKE 'audit_event_2018%'
            """;

    private final TestingAuditDb audit;
    private final HealthEvents events;
    private final long count;

    ArchivedMonths(Bench bench, long count) throws Exception {
        Map<String, Object> settings = new HashMap<>(ManyPartitions.SETTINGS);
        settings.put("plugins.archive.enabled", true);
        settings.put(
                "plugins.archive.directory",
                bench.directory().resolve("archives").toString());
        this.audit = bench.open(settings);
        this.events = new HealthEvents(41, TO, DAYS, count);
        this.count = count;
        var append = new BulkAppend(audit.database());
        for (long from = 0; from < count; from += PROGRESS) {
            append.append(BulkAppend.lazily(events, from, Math.min(count, from + PROGRESS)));
            System.err.printf("%,d of %,d events appended%n", Math.min(count, from + PROGRESS), count);
        }
        audit.awaitSealed(count);
        audit.platform().service(PartitionManager.class).maintain(OPERATOR, false);
        audit.postgres().execute("VACUUM (ANALYZE)", "CHECKPOINT");
    }

    AuditDatabase database() {
        return audit.database();
    }

    long count() {
        return count;
    }

    HealthEvents events() {
        return events;
    }

    /** Returns how many bytes the partitions take with their indexes. */
    long tableBytes() throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BYTES)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Moves all of them. */
    void archive() {
        List<PartitionStep> steps =
                audit.platform().service(PartitionManager.class).archive(OPERATOR, TO, false);
        if (steps.stream()
                        .filter(it -> it.outcome() == PartitionStep.Outcome.DONE)
                        .count()
                != MONTHS) {
            throw new IllegalStateException("Not everything was archived: " + steps);
        }
    }

    /** Returns how many bytes the archives take. */
    long archivedBytes() {
        return audit.platform().service(EventArchives.class).list().stream()
                .map(ArchiveInfo::contents)
                .mapToLong(it -> it.orElseThrow().file().bytes())
                .sum();
    }

    @Override
    public void close() {
        audit.close();
    }
}
