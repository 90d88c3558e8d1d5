package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.ledger.storage.BatchKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Callers who wait until batches are in the log, only so many of them. Safe for use by many threads. */
final class AwaitedBatches implements AutoCloseable {
    private final int maxCallers;
    private final List<Caller> callers = new ArrayList<>();
    private boolean closed;

    private record Caller(Set<BatchKey> batches, Duration longest, long deadline, CompletableFuture<Void> promise) {
        boolean isLate() {
            return deadline - System.nanoTime() <= 0;
        }
    }

    AwaitedBatches(int maxCallers) {
        this.maxCallers = maxCallers;
    }

    /** Returns what completes when {@link #sequenced} has named all of these batches. */
    synchronized CompletableFuture<Void> add(Set<BatchKey> batches, Duration longest) {
        if (closed) {
            return CompletableFuture.failedFuture(unsealed(StandardErrorCode.STOPPING, "the platform is stopping"));
        }
        if (callers.size() >= maxCallers) {
            return CompletableFuture.failedFuture(
                    unsealed(StandardErrorCode.QUEUE_FULL, "too many callers wait for the log"));
        }
        var promise = new CompletableFuture<Void>();
        callers.add(new Caller(new HashSet<>(batches), longest, System.nanoTime() + longest.toNanos(), promise));
        return promise;
    }

    synchronized boolean isEmpty() {
        return callers.isEmpty();
    }

    /** Returns the batches that somebody waits for. */
    synchronized Set<BatchKey> batches() {
        return callers.stream().flatMap(caller -> caller.batches().stream()).collect(Collectors.toSet());
    }

    /** Says that these are in the log. */
    void sequenced(Collection<BatchKey> batches) {
        List<Caller> done;
        synchronized (this) {
            callers.forEach(caller -> caller.batches().removeAll(batches));
            done = take(caller -> caller.batches().isEmpty());
        }
        done.forEach(caller -> caller.promise().complete(null));
    }

    /** Tells those whose time is over. */
    void expire() {
        take(Caller::isLate)
                .forEach(caller -> caller.promise()
                        .completeExceptionally(
                                unsealed(StandardErrorCode.TIMEOUT, "not in the log after " + caller.longest())));
    }

    /** Tells all that another server has become the primary, where their numbers may stand for other batches. */
    void moved() {
        take(caller -> true).forEach(caller -> caller.promise().completeExceptionally(elsewhere()));
    }

    static AuditDbException elsewhere() {
        return new AuditDbException(
                StandardErrorCode.DATABASE_UNAVAILABLE,
                "Another server has become the primary since the events were stored; repeating the request with the same"
                        + " ids is safe, and tells whether they are there",
                Duration.ofSeconds(1),
                null);
    }

    /** Promises are kept outside the lock, because whoever waits goes on in the same thread. */
    private synchronized List<Caller> take(Predicate<Caller> choice) {
        Map<Boolean, List<Caller>> parts = callers.stream().collect(Collectors.partitioningBy(choice));
        callers.clear();
        callers.addAll(parts.get(false));
        return parts.get(true);
    }

    private static AuditDbException unsealed(StandardErrorCode code, String why) {
        return new AuditDbException(code, "The events are durable, but " + why, Duration.ofSeconds(1), null);
    }

    /** Tells those who still wait that their events are durable and no more. */
    @Override
    public void close() {
        List<Caller> left;
        synchronized (this) {
            closed = true;
            left = take(caller -> true);
        }
        left.forEach(caller -> caller.promise()
                .completeExceptionally(unsealed(StandardErrorCode.STOPPING, "the platform is stopping")));
    }
}
