package io.auditdb.benchmarks.cache;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.query.EventQuery;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Ten thousand queries, each for a patient of one of twenty clinics: three of four about the month before last, one about
 * the last month until now. Knows how recent the first event of an answer has to be. Safe for use by many threads.
 */
final class ClinicQueries {
    static final int QUERIES = 10_000;
    private static final int TENANTS = 20;
    private static final double SKEW = 0.99;
    private static final int STEP = 500;
    private static final int PAGE = 100;

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final double[] zipf = new double[QUERIES];
    private final AtomicLongArray newest = new AtomicLongArray(QUERIES);
    private final AtomicInteger appended = new AtomicInteger();

    ClinicQueries() {
        double sum = 0;
        for (int i = 0; i < QUERIES; i++) {
            sum += 1 / Math.pow(i + 1, SKEW);
            zipf[i] = sum;
        }
        for (int i = 0; i < QUERIES; i++) {
            zipf[i] /= sum;
        }
    }

    /** Appends so many events for each query's patient, half of them in each month. */
    void fill(AuditDatabase database, int each) {
        List<AuditEvent> batch = new ArrayList<>();
        for (int query = 0; query < QUERIES; query++) {
            for (int i = 0; i < each; i++) {
                Instant at = start.minus(i % 2 == 0 ? 45 : 15, ChronoUnit.DAYS).minusSeconds(i * 60L);
                batch.add(event(query, at));
            }
            if (batch.size() >= STEP) {
                database.append(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            database.append(batch);
        }
    }

    private static String tenant(int query) {
        return "clinic-" + query % TENANTS;
    }

    private AuditEvent event(int query, Instant at) {
        int number = appended.incrementAndGet();
        return AuditEvent.builder()
                .id(new UUID(0x6361636865L, 0x8000_0000_0000_0000L | number))
                .tenant(tenant(query))
                .occurredAt(at.atOffset(ZoneOffset.UTC))
                .action("fhir.patient.read")
                .status(Status.SUCCESS)
                .principal(Principal.of("practitioner-" + number % 400))
                .subject(Subject.of("patient-" + query))
                .target(new Target("Observation", "observation-" + number))
                .purpose("TREATMENT")
                .source("ehr")
                .detail("department", "cardiology")
                .build();
    }

    /** Draws the number of a query, few of them often. */
    int draw(SplittableRandom random) {
        double point = random.nextDouble();
        int low = 0;
        int high = QUERIES - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (zipf[middle] < point) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static boolean reachesPresent(int query) {
        return query % 4 == 3;
    }

    EventQuery.Builder query(int number) {
        EventQuery.Builder query = EventQuery.builder()
                .tenant(tenant(number))
                .subject("patient-" + number)
                .limit(PAGE);
        return reachesPresent(number)
                ? query.from(start.minus(30, ChronoUnit.DAYS))
                : query.from(start.minus(60, ChronoUnit.DAYS)).to(start.minus(30, ChronoUnit.DAYS));
    }

    /** Appends an event of now for a query's patient; from {@code after} on readers have to see it. */
    void append(AuditDatabase database, int query, Runnable after) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        database.append(List.of(event(query, now)));
        after.run();
        newest.accumulateAndGet(query, micros(now), Math::max);
    }

    /** Returns when the newest event happened that an answer asked for now has to begin with, or one after it. */
    long atLeast(int query) {
        return reachesPresent(query) ? newest.get(query) : 0;
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
