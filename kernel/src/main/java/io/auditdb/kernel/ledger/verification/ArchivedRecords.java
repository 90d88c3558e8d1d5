package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.kernel.archive.ArchivedEvent;
import io.auditdb.kernel.store.EventColumns;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of archived rows, because something else is compared with it: the records among them, and which were
 * redacted. Safe for use by many threads.
 */
final class ArchivedRecords {
    private static final byte[] SYSTEM = AuditDatabase.SYSTEM_TENANT.getBytes(StandardCharsets.UTF_8);
    private static final int TENANT = ArchiveRows.COLUMNS.indexOf("tenant");
    private static final int REDACTION = ArchiveRows.COLUMNS.indexOf("redaction");

    private final Json json;
    private final List<Map<String, Object>> records = new ArrayList<>();
    private final List<Map<String, Object>> redacted = new ArrayList<>();

    ArchivedRecords(Json json) {
        this.json = json;
    }

    /** Looks at a row; most are passed over without being decoded. */
    void look(byte[] tuple) {
        ByteBuffer row = ByteBuffer.wrap(tuple, Short.BYTES, tuple.length - Short.BYTES);
        boolean system = false;
        for (int i = 0; i < REDACTION; i++) {
            int length = Math.max(0, row.getInt());
            system |= i == TENANT && row.slice(row.position(), length).equals(ByteBuffer.wrap(SYSTEM));
            row.position(row.position() + length);
        }
        if (system || row.getInt() >= 0) {
            keep(ArchivedEvent.of(tuple).row());
        }
    }

    private synchronized void keep(EventColumns row) {
        if (row.redaction() != null) {
            var event = new LinkedHashMap<String, Object>();
            event.put("tenant", row.tenant());
            event.put("id", row.id().toString());
            event.put("redaction", json.read(row.redaction()));
            redacted.add(event);
        }
        if (row.tenant().equals(AuditDatabase.SYSTEM_TENANT) && JustifyingRecords.ACTIONS.contains(row.action())) {
            var event = new LinkedHashMap<String, Object>();
            event.put("id", row.id().toString());
            event.put("action", row.action());
            event.put("principal_id", row.principalId());
            event.put("target_type", row.targetType());
            event.put("target_id", row.targetId());
            event.put("details", row.details() == null ? null : json.read(row.details()));
            records.add(event);
        }
    }

    /** Returns the records as a JSON array of objects with the names of columns, as {@link JustifyingRecords} reads it. */
    synchronized String records() {
        return json.write(records);
    }

    /** Returns the rows that were redacted, as a JSON array of {@code tenant}, {@code id} and {@code redaction}. */
    synchronized String redacted() {
        return json.write(redacted);
    }
}
