package io.auditdb.kernel.redaction;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.kernel.event.Disclosures;
import io.auditdb.kernel.event.Redaction;
import io.auditdb.kernel.store.EventColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What an order means for an event as it is stored now.
 *
 * @param row the event
 * @param fields the names of the fields that go
 * @param redaction what is left afterwards of all fields that ever went
 */
record RedactionPlan(EventColumns row, Set<String> fields, Redaction redaction) {
    private static final int MAX_REASON = 1000;

    static RedactionPlan of(EventColumns row, RedactionOrder order, Json json) {
        Disclosures present = disclosures(row, json);
        Redaction before = row.redaction() == null ? null : Redaction.fromJson(json, row.redaction());
        Set<String> gone = before == null ? Set.of() : before.fields();
        check(order, present.names(), gone);
        Set<String> fields = order.fields().isEmpty() ? Set.copyOf(present.names()) : order.fields();
        return new RedactionPlan(row, fields, Redaction.of(present, fields, before));
    }

    private static Disclosures disclosures(EventColumns row, Json json) {
        try {
            return row.disclosures(json);
        } catch (RuntimeException e) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION,
                    "The row of event " + row.id() + " is not what the platform wrote",
                    e);
        }
    }

    private static void check(RedactionOrder order, Set<String> present, Set<String> gone) {
        var faults = new ArrayList<Fault>();
        String reason = order.reason();
        if (reason == null || reason.isBlank()) {
            faults.add(new Fault("/reason", "is missing"));
        } else if (reason.length() > MAX_REASON) {
            faults.add(new Fault("/reason", "is longer than " + MAX_REASON + " characters"));
        }
        var conflicts = new ArrayList<Fault>();
        for (String field : new TreeSet<>(order.fields())) {
            if (gone.contains(field)) {
                conflicts.add(new Fault("/fields", field + " was redacted already"));
            } else if (!present.contains(field)) {
                faults.add(new Fault("/fields", field + " is not a personal field of this event"));
            }
        }
        if (order.fields().isEmpty() && present.isEmpty()) {
            conflicts.add(new Fault("/fields", "the event has no personal field left"));
        }
        if (!faults.isEmpty()) {
            faults.addAll(conflicts);
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "Nothing was redacted", faults);
        }
        if (!conflicts.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.CONFLICT, "Nothing was redacted", conflicts);
        }
    }

    List<String> sortedFields() {
        return fields.stream().sorted().toList();
    }

    /** Returns what the caller learns; {@code record} is null when nothing was done. */
    Redacted outcome(UUID record) {
        var remaining = new HashSet<>(redaction.salts().keySet());
        return new Redacted(row.tenant(), row.id(), fields, remaining, record);
    }
}
