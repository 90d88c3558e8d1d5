package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps events that a hold covers from being redacted: what was taken out would be missing, and found by no hold. */
public final class HeldEvents implements RedactionGuard {
    private static final int MAX_NAMED = 5;
    private static final String HOLDS =
            "SELECT h.id FROM " + HoldTable.IN_FORCE + " h JOIN audit_event e ON " + HoldTable.COVERS
                    + " WHERE e.tenant = ? AND e.occurred_at = ? AND e.id = ? ORDER BY h.id LIMIT " + MAX_NAMED;

    private final ErrorRecovery recovery;

    public HeldEvents(ErrorRecovery recovery) {
        this.recovery = recovery;
    }

    @Override
    public Optional<String> veto(Connection transaction, String tenant, UUID id, Instant occurredAt) {
        try {
            Rules.lockForUse(transaction); // a hold placed after this look finds the event redacted
            List<String> holds = Maintainer.query(
                    transaction, HOLDS, row -> row.getString(1), tenant, HoldTable.time(occurredAt), id);
            return holds.isEmpty()
                    ? Optional.empty()
                    : Optional.of("it is under legal hold " + String.join(", ", holds));
        } catch (SQLException e) {
            throw recovery.handle(e);
        }
    }
}
