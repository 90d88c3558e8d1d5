package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.plugin.monitoring.advice.Trail.Seen;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The disk that {@code var/} is on, with an embedded database and the spool: when it will be full, as it goes on. */
final class DiskAdvisor implements Advisor {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final File directory;
    private final AdviceSettings settings;
    private final Clock clock;
    private final Trail<Long> free;

    DiskAdvisor(Path directory, AdviceSettings settings, Clock clock) {
        this.directory = directory.toFile();
        this.settings = settings;
        this.clock = clock;
        this.free = new Trail<>(LONGEST, clock);
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public synchronized AdviceReport advise() {
        long left = directory.getUsableSpace();
        Optional<Seen<Long>> oldest = free.add(left);
        return new AdviceReport(
                oldest.flatMap(it -> fullAhead(it, left)).stream().toList(), List.of());
    }

    private Optional<Advice> fullAhead(Seen<Long> oldest, long left) {
        Duration watched = oldest.age(clock.instant());
        double perSecond = (oldest.what() - left) / Math.max(0.001, watched.toMillis() / 1000.0);
        if (watched.compareTo(settings.diskWatch()) < 0 || perSecond <= 0) {
            return Optional.empty();
        }
        double seconds = left / perSecond;
        if (seconds > settings.diskFullWithin().toSeconds()) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "disk-full-ahead",
                directory.toString(),
                "make room before: archive and drop old partitions (audit-db partition, audit-db archive), or give it a"
                        + " larger disk",
                left + " bytes are free, and in the last " + watched.toSeconds() + " s it became "
                        + Math.round(perSecond * 3600) + " an hour less: full in about "
                        + Duration.ofSeconds((long) seconds).toHours() + " hours",
                List.of()));
    }
}
