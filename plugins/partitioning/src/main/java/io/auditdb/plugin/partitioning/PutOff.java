package io.auditdb.plugin.partitioning;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.auditdb.api.error.AuditDbException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a job that failed off for a while, twice as long each time, and at most until its turn comes anyway. The database
 * keeps it meanwhile, so it is carried out by whichever instance lives then.
 */
final class PutOff implements FailureHandler<Void> {
    private static final Logger LOG = LoggerFactory.getLogger(PutOff.class);
    private static final int MOST_DOUBLINGS = 16;

    private final Schedule schedule;
    private final Duration pause;

    PutOff(Schedule schedule, Duration pause) {
        this.schedule = schedule;
        this.pause = pause;
    }

    @Override
    public void onFailure(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        Instant turn = schedule.getNextExecutionTime(complete);
        Instant later = complete.getTimeDone().plus(wait(complete));
        Instant next = later.isBefore(turn) ? later : turn;
        LOG.warn(
                "{} failed and is put off until {}: {}",
                complete.getExecution().taskInstance.getTaskName(),
                next,
                complete.getCause().map(Throwable::getMessage).orElse("no reason was given"));
        operations.reschedule(complete, next);
    }

    /** What is not asked just now says for how long. */
    private Duration wait(ExecutionComplete complete) {
        int failures = Math.min(complete.getExecution().consecutiveFailures, MOST_DOUBLINGS);
        Duration wait = pause.multipliedBy(1L << failures);
        return complete.getCause()
                .filter(AuditDbException.class::isInstance)
                .flatMap(cause -> ((AuditDbException) cause).retryAfter())
                .filter(told -> told.compareTo(wait) > 0)
                .orElse(wait);
    }
}
