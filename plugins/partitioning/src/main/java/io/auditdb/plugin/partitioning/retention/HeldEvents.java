package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Keeps events that a hold covers from being redacted: what was taken out would be missing, and found by no hold. */
public final class HeldEvents implements RedactionGuard {
    private static final int MAX_NAMED = 5;

    /** The event is handed over, because its row may be in an archive. */
    private static final String HOLDS =
            "SELECT h.id FROM " + HoldTable.IN_FORCE + """
             h JOIN (
              SELECT ?::text AS tenant, ?::timestamptz AS occurred_at, ?::text AS action, ?::text AS status,
                     ?::text AS principal_id, ?::text AS subject_id, ?::text AS target_type, ?::text AS target_id,
                     ?::text AS classification, ?::text AS correlation_id, ?::jsonb AS details
            ) e ON
            """ + HoldTable.COVERS + " ORDER BY h.id LIMIT " + MAX_NAMED;

    private final ErrorRecovery recovery;
    private final Json json;

    public HeldEvents(ErrorRecovery recovery, Json json) {
        this.recovery = recovery;
        this.json = json;
    }

    @Override
    public Optional<String> veto(Connection transaction, AuditEvent event) {
        try {
            Rules.lockForUse(transaction); // a hold placed after this look finds the event redacted
            List<String> holds = Maintainer.query(transaction, HOLDS, row -> row.getString(1), columns(event));
            return holds.isEmpty()
                    ? Optional.empty()
                    : Optional.of("it is under legal hold " + String.join(", ", holds));
        } catch (SQLException e) {
            throw recovery.handle(e);
        }
    }

    private Object[] columns(AuditEvent event) {
        return new Object[] {
            event.tenant(),
            event.occurredAt(),
            event.action(),
            event.status().name().toLowerCase(Locale.ROOT),
            event.principal().map(Principal::id).orElse(null),
            event.subject().map(Subject::id).orElse(null),
            event.target().map(Target::type).orElse(null),
            event.target().map(Target::id).orElse(null),
            event.classification().map(Classification::name).orElse(null),
            event.correlationId().orElse(null),
            event.details().isEmpty() ? null : json.write(event.details())
        };
    }
}
