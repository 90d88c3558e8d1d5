package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.event.EntryMaker;
import io.auditdb.kernel.event.EventFields;
import io.auditdb.kernel.event.Redaction;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.store.CopyReader;
import io.auditdb.kernel.store.JsonbText;
import java.util.UUID;

/** Makes images of rows, one after the other. For one thread. */
public final class EventImages {
    /** The columns of a row {@code e}, as {@link #read} expects them. */
    public static final String COLUMNS = "e.tenant, e.id, e.occurred_at, e.writer, e.batch, e.position,"
            + " e.occurred_offset, e.recorded_at, e.action, e.status, e.principal_id, e.principal_type,"
            + " e.principal_name, e.subject_id, e.subject_type, e.target_type, e.target_id, e.purpose, e.outcome,"
            + " e.correlation_id, e.session_id, e.session_ip, e.session_user_agent, e.source, e.classification,"
            + " e.retention_policy, e.details, e.secret, e.redaction";

    private final Json json;
    private final EntryMaker entries = new EntryMaker();

    public EventImages(Json json) {
        this.json = json;
    }

    /** Reads one row; what it returns is valid as long as the bytes of the row are. */
    public EventImage read(CopyReader row) {
        Utf8 tenant = row.utf8();
        UUID id = row.uuid();
        long occurredAt = row.micros();
        var place = new BatchPosition(row.integer(), row.bigint(), row.integer());
        return new EventImage(tenant, id, occurredAt, place, leaf(row, tenant, id, occurredAt));
    }

    private byte[] leaf(CopyReader row, Utf8 tenant, UUID id, long occurredAt) {
        try {
            EventFields fields = fields(row, tenant, id, occurredAt);
            byte[] secret = row.bytes();
            Utf8 redaction = row.jsonb();
            return redaction == null
                    ? entries.leaf(fields, secret)
                    : entries.leaf(fields, Redaction.fromJson(json, redaction.toString()));
        } catch (RuntimeException e) {
            return new byte[Hashes.SIZE]; // no entry hashes to this, so the row counts as changed
        }
    }

    /** Arguments are evaluated in their order, which is that of the columns. */
    private EventFields fields(CopyReader row, Utf8 tenant, UUID id, long occurredAt) {
        return new EventFields(
                tenant,
                id.getMostSignificantBits(),
                id.getLeastSignificantBits(),
                occurredAt,
                row.smallint(),
                row.micros(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                row.utf8(),
                JsonbText.members(row.jsonb(), json));
    }
}
