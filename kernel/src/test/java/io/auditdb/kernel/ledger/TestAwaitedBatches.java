package io.auditdb.kernel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorCode;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.ledger.storage.BatchKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TestAwaitedBatches {
    private static final BatchKey FIRST = new BatchKey(1, 7);
    private static final BatchKey SECOND = new BatchKey(2, 7);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AwaitedBatches awaited = new AwaitedBatches(2);

    private static ErrorCode failure(CompletableFuture<Void> promise) {
        return promise.handle((nothing, e) -> ((AuditDbException) e).code()).join();
    }

    @Test
    void aCallerIsAnsweredWhenAllItsBatchesAreInTheLog() {
        CompletableFuture<Void> one = awaited.add(Set.of(FIRST), LONG);
        CompletableFuture<Void> both = awaited.add(Set.of(FIRST, SECOND), LONG);
        assertThat(awaited.batches()).containsExactlyInAnyOrder(FIRST, SECOND);

        awaited.sequenced(Set.of(FIRST));

        assertThat(one).isCompleted();
        assertThat(both).isNotDone();
        assertThat(awaited.batches()).containsExactly(SECOND);
        awaited.sequenced(Set.of(SECOND));
        assertThat(both).isCompleted();
        assertThat(awaited.isEmpty()).isTrue();
    }

    @Test
    void onlyThoseWhoseTimeIsOverAreToldSo() {
        CompletableFuture<Void> late = awaited.add(Set.of(FIRST), Duration.ZERO);
        CompletableFuture<Void> patient = awaited.add(Set.of(FIRST), LONG);

        awaited.expire();

        assertThat(failure(late)).isEqualTo(StandardErrorCode.TIMEOUT);
        assertThat(patient).isNotDone();
    }

    @Test
    void onlySoManyWait() {
        assertThat(awaited.add(Set.of(FIRST), LONG)).isNotDone();
        assertThat(awaited.add(Set.of(FIRST), LONG)).isNotDone();
        assertThat(failure(awaited.add(Set.of(SECOND), LONG))).isEqualTo(StandardErrorCode.QUEUE_FULL);
        awaited.sequenced(Set.of(FIRST));
        assertThat(awaited.add(Set.of(SECOND), LONG)).isNotDone();
    }

    @Test
    void nobodyWaitsAfterTheEnd() {
        CompletableFuture<Void> before = awaited.add(Set.of(FIRST), LONG);
        awaited.close();
        assertThat(failure(before)).isEqualTo(StandardErrorCode.STOPPING);
        assertThat(failure(awaited.add(Set.of(FIRST), LONG))).isEqualTo(StandardErrorCode.STOPPING);
    }

    /** An answer may lead to the next question in the same thread. */
    @Test
    void whoIsAnsweredMayWaitForMore() {
        CompletableFuture<Void> next =
                awaited.add(Set.of(FIRST), LONG).thenCompose(nothing -> awaited.add(Set.of(SECOND), LONG));
        awaited.sequenced(Set.of(FIRST));
        assertThat(next).isNotDone();
        awaited.sequenced(Set.of(SECOND));
        assertThat(next).isCompleted();
    }
}
