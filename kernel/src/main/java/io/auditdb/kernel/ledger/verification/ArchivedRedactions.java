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

/** What archived rows say of redactions: which were redacted, and which record that. Safe for use by many threads. */
final class ArchivedRedactions {
    private static final byte[] SYSTEM = AuditDatabase.SYSTEM_TENANT.getBytes(StandardCharsets.UTF_8);
    private static final String ACTION = "ledger.redact";
    private static final int TENANT = ArchiveRows.COLUMNS.indexOf("tenant");
    private static final int REDACTION = ArchiveRows.COLUMNS.indexOf("redaction");

    private final Json json;
    private final List<Map<String, Object>> records = new ArrayList<>();
    private final List<Map<String, Object>> redacted = new ArrayList<>();

    ArchivedRedactions(Json json) {
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
            redacted.add(object(row.tenant(), row.id().toString(), json.read(row.redaction())));
        }
        if (row.tenant().equals(AuditDatabase.SYSTEM_TENANT)
                && row.action().equals(ACTION)
                && "event".equals(row.targetType())
                && row.details() != null) {
            records.add(object(row.tenant(), row.targetId(), json.read(row.details())));
        }
    }

    private static Map<String, Object> object(String tenant, String id, Object value) {
        var object = new LinkedHashMap<String, Object>();
        object.put("tenant", tenant);
        object.put("id", id);
        object.put("value", value);
        return object;
    }

    /** Returns the records of redactions, as a JSON array of {@code id} and {@code value}, the details. */
    synchronized String records() {
        return json.write(records);
    }

    /** Returns the rows that were redacted, as a JSON array of {@code tenant}, {@code id} and {@code value}. */
    synchronized String redacted() {
        return json.write(redacted);
    }
}
