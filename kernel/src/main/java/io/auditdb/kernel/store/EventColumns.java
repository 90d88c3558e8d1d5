package io.auditdb.kernel.store;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.event.Disclosures;
import io.auditdb.kernel.event.LedgerEntry;
import io.auditdb.kernel.event.Redaction;
import io.auditdb.kernel.primary.DatabaseIdentity;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A row of {@code audit_event}, column by column; what it means is computed on demand. */
public record EventColumns(
        String tenant,
        UUID id,
        OffsetDateTime occurredAt,
        int occurredOffset,
        OffsetDateTime recordedAt,
        String action,
        String status,
        String principalId,
        String principalType,
        String principalName,
        String subjectId,
        String subjectType,
        String targetType,
        String targetId,
        String purpose,
        String outcome,
        String correlationId,
        String sessionId,
        String sessionIp,
        String sessionUserAgent,
        String source,
        String classification,
        String retentionPolicy,
        String details,
        int writer,
        long batch,
        int position,
        byte[] secret,
        String redaction) {

    /**
     * Returns the event as it was stated, as far as it was not redacted.
     *
     * @throws IllegalArgumentException when the row holds what the platform never writes
     */
    @SuppressWarnings("unchecked")
    public AuditEvent event(Json json) {
        var builder = AuditEvent.builder()
                .id(id)
                .occurredAt(occurredAt.withOffsetSameInstant(ZoneOffset.ofTotalSeconds(occurredOffset * 60)))
                .tenant(tenant)
                .action(action)
                .status(Status.valueOf(status.toUpperCase(Locale.ROOT)))
                .purpose(purpose)
                .outcome(outcome)
                .correlationId(correlationId)
                .source(source)
                .classification(Classification.valueOf(classification))
                .retentionPolicy(retentionPolicy);
        if (principalId != null || principalType != null || principalName != null) {
            builder.principal(new Principal(orGone(principalId), principalType, principalName));
        }
        if (subjectId != null || subjectType != null) {
            builder.subject(new Subject(orGone(subjectId), subjectType));
        }
        if (targetType != null || targetId != null) {
            builder.target(new Target(orGone(targetType), targetId));
        }
        if (sessionId != null || sessionIp != null || sessionUserAgent != null) {
            builder.session(new Session(sessionId, sessionIp, sessionUserAgent));
        }
        if (details != null) {
            builder.details((Map<String, Object>) json.read(details));
        }
        return builder.build();
    }

    /** A part whose required member was redacted still stands for what remains of it. */
    private static String orGone(String value) {
        return value == null ? "" : value;
    }

    /** Returns the event with what the platform added. */
    public RecordedEvent recorded(Json json, DatabaseIdentity identity) {
        Set<String> gone = redaction == null
                ? Set.of()
                : Redaction.fromJson(json, redaction).fields();
        return new RecordedEvent(
                event(json),
                recordedAt.toInstant(),
                new Receipt(identity.system(), identity.timeline(), 0, batchPosition()),
                gone);
    }

    /** Returns the entry that follows from the row as it is now. */
    public LedgerEntry entry(Json json) {
        return redaction == null
                ? LedgerEntry.of(event(json), recordedAt.toInstant(), secret)
                : LedgerEntry.of(event(json), recordedAt.toInstant(), Redaction.fromJson(json, redaction));
    }

    /** Returns the personal fields that are still there, as they can be shown to a stranger. */
    public Disclosures disclosures(Json json) {
        return redaction == null
                ? Disclosures.of(event(json), secret)
                : Disclosures.of(event(json), Redaction.fromJson(json, redaction));
    }

    /** Returns where the row says it stands. */
    public BatchPosition batchPosition() {
        return new BatchPosition(writer, batch, position);
    }
}
