package io.auditdb.plugin.partitioning;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs maintenance when the platform has started, and then by the clock, on one instance at a time: the database keeps
 * the lease of whoever runs it, and gives it to another when that one falls silent.
 */
final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final String TABLE = "partition_job";
    private static final long WAIT_MILLIS = 200;
    private static final int BEATS_PER_LEASE = 4;

    private final PartitioningSettings settings;
    private final DataSource database;
    private final Runnable maintenance;
    private final Thread starter;
    private Scheduler scheduler;
    private volatile boolean closed;

    Jobs(PartitioningSettings settings, DataSource database, Runnable maintenance) {
        this.settings = settings;
        this.database = database;
        this.maintenance = maintenance;
        this.starter = new Thread(this::begin, "partitioning-start");
    }

    /** Begins as soon as there is a database, which is after the plugins have started. */
    void start() {
        starter.start();
    }

    private void begin() {
        try {
            First first = runOnce();
            while (first == First.TOO_EARLY) {
                Thread.sleep(WAIT_MILLIS);
                first = runOnce();
            }
            startScheduler(first);
        } catch (InterruptedException e) {
            LOG.debug("Closed before the database was there", e);
            Thread.currentThread().interrupt();
        }
    }

    /** What came of the first run. */
    private enum First {
        /** Nobody provides the database yet. */
        TOO_EARLY,
        DONE,
        FAILED
    }

    private First runOnce() {
        try {
            maintenance.run();
            return First.DONE;
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.SERVICE_UNAVAILABLE) {
                return First.TOO_EARLY;
            }
            LOG.warn("The first maintenance of partitions failed; the next is in {}", settings.retryPause(), e);
            return First.FAILED;
        }
    }

    private synchronized void startScheduler(First first) {
        if (closed) {
            return;
        }
        Schedule schedule = Schedules.cron(settings.cron(), ZoneId.of(settings.zone()));
        RecurringTask<Void> task = Tasks.recurring("partition-maintenance", schedule)
                .onFailure(new PutOff(schedule, settings.retryPause()))
                .execute((instance, context) -> maintenance.run());
        Duration beat = settings.jobLease().dividedBy(BEATS_PER_LEASE);
        scheduler = Scheduler.create(database)
                .tableName(TABLE)
                .startTasks(task)
                .threads(1)
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(beat)
                .missedHeartbeatsLimit(BEATS_PER_LEASE)
                .alwaysPersistTimestampInUTC()
                .shutdownMaxWait(Duration.ofSeconds(5))
                .addSchedulerListener(new JobOutage())
                .failureLogging(LogLevel.DEBUG, true)
                .build();
        scheduler.start();
        if (first == First.FAILED) {
            tryAgainSoon(task);
        }
    }

    private void tryAgainSoon(RecurringTask<Void> task) {
        try {
            scheduler.reschedule(task.getDefaultTaskInstance(), Instant.now().plus(settings.retryPause()));
        } catch (RuntimeException e) { // an instance is at it, or the database is away
            LOG.debug("Maintenance could not be put off", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true; // before the start is waited for: it must not go on with what is being closed
        starter.interrupt();
        starter.join();
        synchronized (this) {
            if (scheduler != null) {
                scheduler.stop();
            }
        }
    }
}
