package io.auditdb.plugin.partitioning;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.ZoneId;

/** When jobs run. */
final class Schedules {
    private Schedules() {}

    /** Reads a cron pattern with seconds; throws IllegalArgumentException when it is none. */
    static Schedule cron(String pattern, ZoneId zone) {
        try {
            return new CronSchedule(pattern, zone);
        } catch (RuntimeException e) { // the library has several
            throw new IllegalArgumentException("cron is no schedule: " + e.getMessage(), e);
        }
    }
}
