package io.auditdb.client;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.Receipt;
import java.util.List;
import java.util.Optional;

/** What became of a bulk append. Immutable. */
public final class BulkResult {
    private final long stored;
    private final long spooled;
    private final long duplicates;
    private final long faulty;
    private final Receipt receipt;
    private final List<FaultyRecord> faults;
    private final Remarks remarks;

    /** Puts the parts together; {@code receipt} may be null, the list is copied. */
    BulkResult(
            long stored,
            long spooled,
            long duplicates,
            long faulty,
            Receipt receipt,
            List<FaultyRecord> faults,
            Remarks remarks) {
        this.stored = stored;
        this.spooled = spooled;
        this.duplicates = duplicates;
        this.faulty = faulty;
        this.receipt = receipt;
        this.faults = List.copyOf(faults);
        this.remarks = remarks;
    }

    /**
     * What is to be said of records that are no faulty ones.
     *
     * @param count of how many something is said
     * @param first the first of them
     * @param fresh of a dry run, the first of the records that are not stored yet
     */
    record Remarks(long count, List<FaultyRecord> first, List<Long> fresh) {
        static final Remarks NONE = new Remarks(0, List.of(), List.of());

        Remarks {
            first = List.copyOf(first);
            fresh = List.copyOf(fresh);
        }
    }

    /** Returns how many events were stored now, or would have been in a dry run. */
    public long stored() {
        return stored;
    }

    /** Returns how many of the stored events are on the platform's disk only, and go into the database when it is back. */
    public long spooled() {
        return spooled;
    }

    /** Returns how many events were there already. */
    public long duplicates() {
        return duplicates;
    }

    /** Returns how many records were refused. */
    public long faulty() {
        return faulty;
    }

    /** Returns the receipt of the last event that is in the database; empty when there was none. */
    public Optional<Receipt> receipt() {
        return Optional.ofNullable(receipt);
    }

    /** Returns the first of the refused records, each with all its faults. */
    public List<FaultyRecord> faults() {
        return faults;
    }

    /** Returns of how many records there is something to say although they were accepted. */
    public long remarked() {
        return remarks.count();
    }

    /** Returns the first of these records, with what is to be said of them. */
    public List<FaultyRecord> remarks() {
        return remarks.first();
    }

    /** Returns of a dry run the numbers of the first records that are not stored yet; else nothing. */
    public List<Long> fresh() {
        return remarks.fresh();
    }

    /**
     * A record that was refused, or that there is something to say about.
     *
     * @param record its number in the input, from 1; the line in a format of lines
     * @param problems everything that is wrong with it
     */
    public record FaultyRecord(long record, List<Fault> problems) {
        /** Copies the list. */
        public FaultyRecord {
            problems = List.copyOf(problems);
        }
    }
}
