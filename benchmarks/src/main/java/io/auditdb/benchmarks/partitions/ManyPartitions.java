package io.auditdb.benchmarks.partitions;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.HealthEvents;
import io.auditdb.benchmarks.Samples;
import io.auditdb.benchmarks.Stopwatch;
import io.auditdb.testing.TestingAuditDb;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The platform with a partition a day, each with a few events, and as many days as are asked for. */
final class ManyPartitions implements AutoCloseable {
    static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    /** Maintenance runs when it is told to, and not by the clock. */
    static final Map<String, Object> SETTINGS =
            Map.of("plugins.partitioning.enabled", true, "plugins.partitioning.cron", "0 0 0 29 2 *");

    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
    private static final int EVENTS = 10;
    private static final int MAX_PASSES = 10;

    private final TestingAuditDb audit;
    private final PartitionManager partitions;
    private final HealthEvents events;
    private int days;

    ManyPartitions(Bench bench, int most) {
        this.audit = bench.open(SETTINGS);
        this.partitions = audit.platform().service(PartitionManager.class);
        Instant end = START.plus(most, ChronoUnit.DAYS);
        this.events = new HealthEvents(21, end, most, (long) most * EVENTS);
    }

    /** Makes one after the other until there are so many, and adds how many milliseconds each took. */
    void grow(int count, Samples millis) throws Exception {
        for (; days < count; days++) {
            Instant from = START.plus(days, ChronoUnit.DAYS);
            var order = new PartitionOrder(new PartitionRange(from, from.plus(1, ChronoUnit.DAYS)), Optional.empty());
            millis.add(1000 * Stopwatch.seconds(() -> partitions.create(OPERATOR, order, false)));
            audit.database().append(events.events((long) days * EVENTS, (days + 1L) * EVENTS));
        }
        audit.postgres().execute("ANALYZE");
    }

    /** Maintains until there is nothing left to do. */
    void settle() {
        for (int pass = 0; !partitions.maintain(OPERATOR, false).isEmpty(); pass++) {
            if (pass == MAX_PASSES) {
                throw new IllegalStateException("There is still something to do after " + pass + " passes");
            }
        }
    }

    int count() {
        return partitions.list(OPERATOR).size();
    }

    /** A pass that finds nothing to do; otherwise it would be another measurement. */
    void maintain() {
        requireEqual(0, partitions.maintain(OPERATOR, false).size());
    }

    /** A plan that looks into every partition. */
    void planCleanup() {
        requireEqual(
                days,
                partitions
                        .cleanup(OPERATOR, START.plus(days, ChronoUnit.DAYS), true)
                        .size());
    }

    void findById(int random) {
        AuditEvent event = event(random);
        requireEqual(
                1, audit.database().find(event.tenant(), event.id()).stream().count());
    }

    void findByTime(int random) {
        AuditEvent event = event(random);
        Instant time = event.occurredAt().toInstant();
        EventQuery query = EventQuery.builder()
                .tenant(event.tenant())
                .from(time)
                .to(time.plus(Duration.ofMinutes(1)))
                .build();
        requireEqual(1, audit.database().query(query).events().size());
    }

    private AuditEvent event(int random) {
        return events.event(Math.floorMod(random, days * EVENTS));
    }

    private static void requireEqual(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("There should be " + expected + ", and there are " + found);
        }
    }

    @Override
    public void close() {
        audit.close();
    }
}
