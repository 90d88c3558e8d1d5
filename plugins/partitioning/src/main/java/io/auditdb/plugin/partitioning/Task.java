package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;

/** A step, and how it is done. */
public record Task(PartitionStep step, Runnable work) {
    public static Task of(String partition, Action action, String reason, Runnable work) {
        return of(partition, action, "", reason, work);
    }

    public static Task of(String partition, Action action, String subject, String reason, Runnable work) {
        return new Task(new PartitionStep(partition, action, subject, reason, Outcome.PLANNED), work);
    }
}
