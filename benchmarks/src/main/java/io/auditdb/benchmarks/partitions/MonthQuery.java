package io.auditdb.benchmarks.partitions;

import io.auditdb.api.query.EventQuery;
import java.util.SplittableRandom;

/** What is asked of one month, in the newest hundred events: the queries that the platform's indexes are for. */
enum MonthQuery {
    CLINIC,
    STAFF,
    PATIENT;

    private static final int CLINICS = 8;
    private static final int MEMBERS = 2000;
    private static final int PATIENTS = 100_000;

    EventQuery of(int month, SplittableRandom random) {
        EventQuery.Builder query =
                EventQuery.builder().from(YearsOfEvents.start(month)).to(YearsOfEvents.start(month + 1));
        int member = random.nextInt(MEMBERS);
        query.tenant("clinic-" + member % CLINICS);
        return switch (this) {
            case CLINIC -> query.build();
            case STAFF -> query.principal("staff-" + member).build();
            case PATIENT -> query.subject("patient-" + random.nextInt(PATIENTS)).build();
        };
    }
}
