package io.auditdb.kernel.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Receipt;
import io.auditdb.kernel.event.Events;
import io.auditdb.kernel.primary.DatabaseIdentity;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestBatchPlan {
    private static final DatabaseIdentity DATABASE = new DatabaseIdentity("77", 3);
    private static final BatchPosition EARLIER = new BatchPosition(1, 5, 9);

    private final PreparedEvent one = Prepared.of(event(1, "a"), 1);
    private final PreparedEvent two = Prepared.of(event(2, "a"), 2);
    private final PreparedEvent oneAgain = Prepared.of(event(1, "a"), 3);
    private final PreparedEvent oneChanged = Prepared.of(event(1, "b"), 4);

    @Test
    void newEventsGetTheirPlacesInOrder() {
        Submission first = Prepared.submission(one);
        Submission second = Prepared.submission(two, Prepared.of(event(3, "a"), 5));
        BatchPlan plan = plan(Map.of(), first, second);
        assertThat(plan.fresh()).hasSize(3).startsWith(one, two);
        plan.complete(DATABASE, 31);
        assertThat(first.answer().join())
                .containsExactly(new Appended(
                        "clinic-a", new UUID(0, 1), false, new Receipt("77", 3, 31, new BatchPosition(2, 7, 0))));
        assertThat(positions(second)).containsExactly(new BatchPosition(2, 7, 1), new BatchPosition(2, 7, 2));
    }

    @Test
    void whatIsThereAlreadyIsAnsweredWithItsPlace() {
        Submission submission = Prepared.submission(oneAgain, two);
        BatchPlan plan = plan(Map.of(one.key(), stored(one)), submission);
        assertThat(plan.fresh()).containsExactly(two);
        plan.complete(DATABASE, 31);
        assertThat(submission.answer().join().stream().map(Appended::duplicate)).containsExactly(true, false);
        assertThat(positions(submission)).containsExactly(EARLIER, new BatchPosition(2, 7, 0));
    }

    @Test
    void theSameEventTwiceInOneBatchIsStoredOnce() {
        Submission first = Prepared.submission(one, oneAgain);
        Submission second = Prepared.submission(oneAgain);
        BatchPlan plan = plan(Map.of(), first, second);
        assertThat(plan.fresh()).containsExactly(one);
        plan.complete(DATABASE, 31);
        assertThat(first.answer().join().stream().map(Appended::duplicate)).containsExactly(false, true);
        assertThat(second.answer().join().get(0).duplicate()).isTrue();
        assertThat(positions(second)).containsExactly(new BatchPosition(2, 7, 0));
    }

    @Test
    void theSameIdInAnotherTenantIsAnotherEvent() {
        PreparedEvent other =
                Prepared.of(event(1, "a").toBuilder().tenant("clinic-b").build(), 1);
        assertThat(plan(Map.of(one.key(), stored(one)), Prepared.submission(other))
                        .fresh())
                .containsExactly(other);
    }

    @Test
    void aDifferentEventUnderATakenIdRefusesItsWholeRequest() {
        Submission bad = Prepared.submission(two, oneChanged);
        Submission good = Prepared.submission(two);
        BatchPlan plan = plan(Map.of(one.key(), stored(one)), bad, good);
        assertThat(plan.fresh()).containsExactly(two);
        plan.complete(DATABASE, 31);
        assertConflict(bad, new Fault("/1/id", "is taken by a different event of this tenant"));
        assertThat(good.answer().join().get(0).duplicate()).isFalse();
        assertThat(positions(good)).containsExactly(new BatchPosition(2, 7, 0));
    }

    @Test
    void aDifferentEventUnderTheSameIdInOneRequestRefusesIt() {
        Submission bad = Prepared.submission(two, one, oneChanged);
        BatchPlan plan = plan(Map.of(), bad);
        assertThat(plan.fresh()).isEmpty();
        plan.complete(DATABASE, 31);
        assertConflict(bad, new Fault("/2/id", "is taken by a different event of this tenant"));
    }

    @Test
    void aSingleEventIsNamedWithoutIndex() {
        Submission bad = Prepared.submission(oneChanged);
        plan(Map.of(one.key(), stored(one)), bad).complete(DATABASE, 31);
        assertConflict(bad, new Fault("/id", "is taken by a different event of this tenant"));
    }

    @Test
    void whereNothingIsLeftToCompareTheIdDecides() {
        var withoutPartition = new StoredEvent(new BatchPosition(0, 0, 0), null, null, null);
        Submission submission = Prepared.submission(oneChanged);
        plan(Map.of(one.key(), withoutPartition), submission).complete(DATABASE, 0);
        assertThat(submission.answer().join().get(0).duplicate()).isTrue();
    }

    @Test
    void aFailureIsToldToAllButThoseRefusedForTheirOwnReason() {
        Submission bad = Prepared.submission(oneChanged);
        Submission good = Prepared.submission(two);
        BatchPlan plan = plan(Map.of(one.key(), stored(one)), bad, good);
        plan.fail(new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "away"));
        assertConflict(bad, new Fault("/id", "is taken by a different event of this tenant"));
        assertThatThrownBy(() -> good.answer().join()).hasRootCauseMessage("away");
    }

    @Test
    void theOnlyRequestOfATransactionIsAnsweredAtOnceAndWithoutPosition() {
        BatchPlan plan = plan(Map.of(), Prepared.submission(one));
        assertThat(plan.single(DATABASE).get(0).receipt())
                .isEqualTo(new Receipt("77", 3, 0, new BatchPosition(2, 7, 0)));
        BatchPlan refused = plan(Map.of(one.key(), stored(one)), Prepared.submission(oneChanged));
        assertThatThrownBy(() -> refused.single(DATABASE)).isInstanceOf(AuditDbException.class);
    }

    private static void assertConflict(Submission submission, Fault fault) {
        assertThatThrownBy(() -> submission.answer().join())
                .cause()
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT);
                    assertThat(e.faults()).containsExactly(fault);
                });
    }

    private static BatchPlan plan(Map<EventKey, StoredEvent> stored, Submission... submissions) {
        return new BatchPlan(2, 7, List.of(submissions), stored);
    }

    /** As it was stored by an earlier batch, under the secret it was prepared with. */
    private static StoredEvent stored(PreparedEvent event) {
        byte[] secret = new byte[16];
        secret[0] = 1;
        return new StoredEvent(EARLIER, event.recordedAt(), secret, event.leaf());
    }

    private static List<BatchPosition> positions(Submission submission) {
        return submission.answer().join().stream()
                .map(appended -> appended.receipt().position())
                .toList();
    }

    private static AuditEvent event(long id, String outcome) {
        return Events.full().id(new UUID(0, id)).outcome(outcome).build();
    }
}
