package io.auditdb.client;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.Receipt;
import java.util.List;
import java.util.Optional;

/** What became of a bulk append. Immutable. */
public final class BulkResult {
    private final long stored;
    private final long duplicates;
    private final long faulty;
    private final Receipt receipt;
    private final List<FaultyRecord> faults;

    /** Puts the parts together; {@code receipt} may be null, the list is copied. */
    public BulkResult(long stored, long duplicates, long faulty, Receipt receipt, List<FaultyRecord> faults) {
        this.stored = stored;
        this.duplicates = duplicates;
        this.faulty = faulty;
        this.receipt = receipt;
        this.faults = List.copyOf(faults);
    }

    /** Returns how many events were stored now. */
    public long stored() {
        return stored;
    }

    /** Returns how many events were there already. */
    public long duplicates() {
        return duplicates;
    }

    /** Returns how many records were refused. */
    public long faulty() {
        return faulty;
    }

    /** Returns the receipt of the last event; empty when there was none. */
    public Optional<Receipt> receipt() {
        return Optional.ofNullable(receipt);
    }

    /** Returns the first of the refused records, each with all its faults. */
    public List<FaultyRecord> faults() {
        return faults;
    }

    /**
     * A record that was refused.
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
