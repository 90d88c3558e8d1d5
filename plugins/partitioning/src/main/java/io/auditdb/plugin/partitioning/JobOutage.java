package io.auditdb.plugin.partitioning;

import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that jobs cannot be looked up, and once that they can be again; the scheduler itself says it at each try. */
final class JobOutage extends AbstractSchedulerListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobOutage.class);

    private final AtomicBoolean out = new AtomicBoolean();

    @Override
    public void onSchedulerEvent(SchedulerEventType event) {
        if (event == SchedulerEventType.UNEXPECTED_ERROR && out.compareAndSet(false, true)) {
            LOG.warn("Partition jobs cannot be looked up in the database; it is tried again at every poll");
        }
        if (event == SchedulerEventType.RAN_EXECUTE_DUE && out.compareAndSet(true, false)) {
            LOG.info("Partition jobs are looked up again");
        }
    }
}
