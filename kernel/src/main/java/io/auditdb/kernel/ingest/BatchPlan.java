package io.auditdb.kernel.ingest;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Receipt;
import io.auditdb.kernel.event.LedgerEntry;
import io.auditdb.kernel.primary.DatabaseIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one commit stores and what it answers: which events are new, which were there already, and which submissions are
 * refused because an id is taken by another event. For one thread.
 */
final class BatchPlan {
    private final int writer;
    private final long number;
    private final Map<EventKey, StoredEvent> stored;
    private final Map<EventKey, Integer> positions = new HashMap<>();
    private final List<PreparedEvent> fresh = new ArrayList<>();
    private final Map<Submission, List<Place>> accepted = new LinkedHashMap<>();
    private final Map<Submission, AuditDbException> refused = new LinkedHashMap<>();

    BatchPlan(int writer, long number, List<Submission> submissions, Map<EventKey, StoredEvent> stored) {
        this.writer = writer;
        this.number = number;
        this.stored = stored;
        submissions.forEach(this::plan);
    }

    private void plan(Submission submission) {
        int before = fresh.size();
        var places = new ArrayList<Place>();
        var faults = new ArrayList<Fault>();
        for (int i = 0; i < submission.events().size(); i++) {
            Place place = place(submission.events().get(i));
            if (place == null) {
                String path = submission.events().size() == 1 ? "" : "/" + i;
                faults.add(new Fault(path + "/id", "is taken by a different event of this tenant"));
            }
            places.add(place);
        }
        if (faults.isEmpty()) {
            accepted.put(submission, places);
            return;
        }
        List<PreparedEvent> withdrawn = fresh.subList(before, fresh.size());
        withdrawn.forEach(event -> positions.remove(event.key()));
        withdrawn.clear();
        refused.put(submission, new AuditDbException(StandardErrorCode.CONFLICT, "Nothing was stored", faults));
    }

    /** Returns where an event is or will be; null when its id belongs to another. */
    private Place place(PreparedEvent event) {
        EventKey key = event.key();
        StoredEvent known = stored.get(key);
        if (known != null) {
            return known.isSame(event) ? new Place(event, known.position(), true) : null;
        }
        Integer earlier = positions.get(key);
        if (earlier != null) {
            return isSame(fresh.get(earlier), event) ? new Place(event, position(earlier), true) : null;
        }
        positions.put(key, fresh.size());
        fresh.add(event);
        return new Place(event, position(fresh.size() - 1), false);
    }

    /** Within one batch: the rows differ in secret and time of acceptance only, so what was stated is compared. */
    private static boolean isSame(PreparedEvent one, PreparedEvent other) {
        byte[] secret = new byte[LedgerEntry.SECRET_BYTES];
        return Arrays.equals(
                LedgerEntry.of(one.event(), one.recordedAt(), secret).bytes(),
                LedgerEntry.of(other.event(), one.recordedAt(), secret).bytes());
    }

    private BatchPosition position(int index) {
        return new BatchPosition(writer, number, index);
    }

    int writer() {
        return writer;
    }

    long number() {
        return number;
    }

    /** Returns the events to store, in the order of their positions. */
    List<PreparedEvent> fresh() {
        return fresh;
    }

    /** Returns whether some event was stored before. */
    boolean hasDuplicates() {
        return !stored.isEmpty();
    }

    /** Answers everybody, after the commit. */
    void complete(DatabaseIdentity identity, long lsn) {
        accepted.forEach((submission, places) -> submission.answer().complete(answers(places, identity, lsn)));
        refused.forEach((submission, problem) -> submission.answer().completeExceptionally(problem));
    }

    /** Tells everybody that nothing was stored, or that it is not known. */
    void fail(AuditDbException problem) {
        accepted.keySet().forEach(submission -> submission.answer().completeExceptionally(problem));
        refused.forEach((submission, reason) -> submission.answer().completeExceptionally(reason));
    }

    /** Returns the answers of the only submission, or throws why it was refused. */
    List<Appended> single(DatabaseIdentity identity) {
        for (AuditDbException problem : refused.values()) {
            throw problem;
        }
        return answers(accepted.values().iterator().next(), identity, 0);
    }

    private static List<Appended> answers(List<Place> places, DatabaseIdentity identity, long lsn) {
        return places.stream().map(place -> place.answer(identity, lsn)).toList();
    }

    private record Place(PreparedEvent event, BatchPosition position, boolean duplicate) {
        Appended answer(DatabaseIdentity identity, long lsn) {
            Receipt receipt = new Receipt(identity.system(), identity.timeline(), lsn, position);
            return new Appended(event.event().tenant(), event.event().id(), duplicate, receipt);
        }
    }
}
