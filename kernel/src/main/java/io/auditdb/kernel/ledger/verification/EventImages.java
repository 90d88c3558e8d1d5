package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.event.EntryMaker;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.store.CopyReader;
import io.auditdb.kernel.store.EventColumns;
import java.util.UUID;

/** Makes images of rows, one after the other. For one thread. */
final class EventImages {
    /** The columns of a row {@code e}, as {@link #read} expects them. */
    static final String COLUMNS = "e.tenant, e.id, e.occurred_at, e.writer, e.batch, e.position,"
            + " e.occurred_offset, e.recorded_at, e.action, e.status, e.principal_id, e.principal_type,"
            + " e.principal_name, e.subject_id, e.subject_type, e.target_type, e.target_id, e.purpose, e.outcome,"
            + " e.correlation_id, e.session_id, e.session_ip, e.session_user_agent, e.source, e.classification,"
            + " e.retention_policy, e.details, e.secret, e.redaction";

    private final Json json;
    private final EntryMaker entries = new EntryMaker();

    EventImages(Json json) {
        this.json = json;
    }

    EventImage read(CopyReader row) {
        String tenant = row.text();
        UUID id = row.uuid();
        long occurredAt = row.micros();
        var place = new BatchPosition(row.integer(), row.bigint(), row.integer());
        return new EventImage(tenant, id, occurredAt, place, leaf(row, tenant, id, occurredAt, place));
    }

    private byte[] leaf(CopyReader row, String tenant, UUID id, long occurredAt, BatchPosition place) {
        try {
            return columns(row, tenant, id, occurredAt, place)
                    .entry(json, entries)
                    .leaf();
        } catch (RuntimeException e) {
            return new byte[Hashes.SIZE]; // no entry hashes to this, so the row counts as changed
        }
    }

    private static EventColumns columns(CopyReader row, String tenant, UUID id, long occurredAt, BatchPosition place) {
        int offset = row.smallint();
        long recordedAt = row.micros();
        String action = row.text();
        String status = row.text();
        String principalId = row.text();
        String principalType = row.text();
        String principalName = row.text();
        String subjectId = row.text();
        String subjectType = row.text();
        String targetType = row.text();
        String targetId = row.text();
        String purpose = row.text();
        String outcome = row.text();
        String correlationId = row.text();
        String sessionId = row.text();
        String sessionIp = row.text();
        String sessionUserAgent = row.text();
        String source = row.text();
        String classification = row.text();
        String retentionPolicy = row.text();
        String details = row.jsonb();
        byte[] secret = row.bytes();
        String redaction = row.jsonb();
        return new EventColumns(
                tenant,
                id,
                CopyReader.time(occurredAt),
                offset,
                CopyReader.time(recordedAt),
                action,
                status,
                principalId,
                principalType,
                principalName,
                subjectId,
                subjectType,
                targetType,
                targetId,
                purpose,
                outcome,
                correlationId,
                sessionId,
                sessionIp,
                sessionUserAgent,
                source,
                classification,
                retentionPolicy,
                details,
                place.writer(),
                place.batch(),
                place.position(),
                secret,
                redaction);
    }
}
