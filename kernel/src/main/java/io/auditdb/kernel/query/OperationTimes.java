package io.auditdb.kernel.query;

import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.Metrics.Timer;
import java.util.concurrent.CompletableFuture;

/** How long it takes until callers have their answers; for a stream, until they have read it. */
record OperationTimes(Timer append, Timer query, Timer find, Timer stream) {
    OperationTimes(Metrics metrics) {
        this(timer(metrics, "append"), timer(metrics, "query"), timer(metrics, "find"), timer(metrics, "stream"));
    }

    private static Timer timer(Metrics metrics, String operation) {
        return metrics.timer(
                "auditdb_operation_seconds", "How long callers wait for their answers", "operation", operation);
    }

    /** Takes in how long it takes until this is completed. */
    <R> CompletableFuture<R> appended(CompletableFuture<R> answer) {
        long start = System.nanoTime();
        return answer.whenComplete((result, failure) -> append.record(System.nanoTime() - start));
    }
}
