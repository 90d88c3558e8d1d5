package io.auditdb.api.codec;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import java.util.List;

/**
 * What became of one record: an event, or its faults.
 *
 * @param record the number of the record in the input, from 1; the line in a format of lines
 * @param event the event, or null when there are faults
 * @param faults everything that is wrong with the record; empty when there is an event
 * @param remarks what somebody should know of a record although it became an event; empty when there are faults
 */
public record Decoded(long record, AuditEvent event, List<Fault> faults, List<Fault> remarks) {
    /** Checks that there is either an event or a fault. */
    public Decoded {
        faults = List.copyOf(requireNonNull(faults, "faults is null"));
        remarks = List.copyOf(requireNonNull(remarks, "remarks is null"));
        if ((event == null) == faults.isEmpty() || (event == null && !remarks.isEmpty())) {
            throw new IllegalArgumentException("either an event or faults");
        }
    }

    /** A record that became an event. */
    public static Decoded of(long record, AuditEvent event) {
        return of(record, event, List.of());
    }

    /** A record that became an event, with what should be known of it. */
    public static Decoded of(long record, AuditEvent event, List<Fault> remarks) {
        return new Decoded(record, event, List.of(), remarks);
    }

    /** A record that did not; {@code faults} is not empty. */
    public static Decoded faulty(long record, List<Fault> faults) {
        return new Decoded(record, null, faults, List.of());
    }
}
