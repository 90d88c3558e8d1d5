package io.auditdb.kernel.errors;

import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Failures of one kind, as they are counted. For one thread at a time. */
final class Group {
    private static final int MINUTES = 60;
    private static final long SECONDS_PER_MINUTE = 60;

    private final Fingerprint fingerprint;
    private final String name;
    private final Category category;
    private final Instant first;
    private final int[] counts = new int[MINUTES];
    private long lastMinute;
    private long count;
    private Instant last;
    private String message = "";
    private ErrorGroup.Context context;

    Group(Fingerprint fingerprint, String name, Category category, Instant now) {
        this.fingerprint = fingerprint;
        this.name = name;
        this.category = category;
        this.first = now;
        this.lastMinute = minute(now);
    }

    private static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS_PER_MINUTE);
    }

    Category category() {
        return category;
    }

    void add(Instant now, String words, ErrorGroup.Context where) {
        moveTo(now);
        counts[(int) (lastMinute % MINUTES)]++;
        count++;
        last = now;
        message = words;
        context = where;
    }

    /** Empties the minutes that have passed since. */
    private void moveTo(Instant now) {
        long passed = Math.min(MINUTES, minute(now) - lastMinute);
        for (int i = 1; i <= passed; i++) {
            counts[(int) ((lastMinute + i) % MINUTES)] = 0;
        }
        lastMinute = Math.max(lastMinute, minute(now));
    }

    ErrorGroup report(Instant now) {
        moveTo(now);
        List<Integer> perMinute = new ArrayList<>(MINUTES);
        for (int i = 1; i <= MINUTES; i++) {
            perMinute.add(counts[(int) ((lastMinute + i) % MINUTES)]);
        }
        return new ErrorGroup(
                name,
                category,
                fingerprint.code(),
                fingerprint.type(),
                fingerprint.sqlState(),
                message,
                fingerprint.frames(),
                count,
                first.truncatedTo(ChronoUnit.MILLIS),
                last.truncatedTo(ChronoUnit.MILLIS),
                perMinute,
                context);
    }
}
