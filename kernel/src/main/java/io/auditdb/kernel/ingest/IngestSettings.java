package io.auditdb.kernel.ingest;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** How events are taken in. */
public record IngestSettings(
        @Setting(value = "Connections that commit batches side by side", defaultValue = "2")
        int writers,

        @Setting(value = "Most events in one commit", defaultValue = "2000")
        int maxBatchEvents,

        @Setting(value = "Most bytes in one commit", defaultValue = "8MB")
        DataSize maxBatchBytes,

        @Setting(
                value =
                        "How long a writer waits for a batch to fill; without, it takes what gathered while it was busy",
                defaultValue = "0ms")
        Duration linger,

        @Setting(value = "Most events that wait to be committed", defaultValue = "50000")
        int queueEvents,

        @Setting(value = "Most bytes that wait to be committed", defaultValue = "64MB")
        DataSize queueBytes,

        @Setting(value = "Longest wait for room in the queue before a request is refused", defaultValue = "1s")
        Duration enqueueTimeout,

        @Setting(
                value = "Longest wait for a commit before the caller is told that the outcome is unknown",
                defaultValue = "60s")
        Duration commitTimeout,

        @Setting(value = "Most events in one request that is stored all or nothing", defaultValue = "10000")
        int maxRequestEvents,

        @Setting(
                value = "First pause before a writer connects again; doubled up to 32 times this",
                defaultValue = "100ms")
        Duration reconnectPause,

        @Setting(
                value = "Longest time to find out whether a commit whose answer was lost took place",
                defaultValue = "15s")
        Duration inDoubtTimeout,

        @Setting(
                value = "Acknowledged events that are remembered, to name those that a promoted standby lacks",
                defaultValue = "10000")
        int rememberedEvents,

        @Setting(
                value = "Most batches that wait for one listener before they are skipped for it",
                defaultValue = "1000")
        int listenerQueue,

        @Setting(
                value = "What is kept free of the disk that var/ is on: below, no events are taken in; 0B for nothing",
                defaultValue = "256MB")
        DataSize minFreeDisk,

        @Setting("Where events wait while the database is away")
        SpoolSettings spool) {
    /** Checks the bounds. */
    public IngestSettings {
        positive("writers", writers);
        positive("max-batch-events", maxBatchEvents);
        positive("queue-events", queueEvents);
        positive("max-request-events", maxRequestEvents);
        positive("remembered-events", rememberedEvents);
        positive("listener-queue", listenerQueue);
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must not be negative");
        }
        if (maxRequestEvents > queueEvents) {
            throw new IllegalArgumentException("max-request-events must not exceed queue-events");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1");
        }
    }
}
