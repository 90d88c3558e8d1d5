package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.removal.RemovedEvent;
import io.auditdb.kernel.ledger.removal.RemovedEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Verifies an event that is not in the event table. For one thread and one use. */
final class AbsentEvent {
    private final Snapshot snapshot;
    private final Connection connection;
    private final VerificationContext context;
    private final VerificationFindings findings;
    private final Optional<Checkpoint> newest;

    AbsentEvent(
            Snapshot snapshot,
            VerificationContext context,
            VerificationFindings findings,
            Optional<Checkpoint> newest) {
        this.snapshot = snapshot;
        this.connection = snapshot.first();
        this.context = context;
        this.findings = findings;
        this.newest = newest;
    }

    /** Looks in these tenants; everywhere when there are none. */
    VerificationCoverage verify(Set<String> tenants, UUID id) throws SQLException {
        Optional<RemovedEvent> removed = new RemovedEvents(context.removals()).find(connection, tenants, id);
        if (removed.isPresent()) {
            var run = new EventRun(connection, context, findings);
            run.removed(removed.get(), newest);
            return run.coverage(0);
        }
        String tenant = RowCheck.tenantOf(connection, id);
        if (tenant == null || (!tenants.isEmpty() && !tenants.contains(tenant))) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no event " + id);
        }
        if (isDetached(id)) {
            findings.remark("the event is in a partition that is detached; a full verification looks at it");
        } else {
            findings.add(
                    0,
                    new Violation(
                            Violation.Kind.EVENT_MISSING, tenant, id, "no row is where the event's locator points"));
        }
        return new VerificationCoverage(VerificationScope.Kind.EVENT, 0, 0, 0, 0, 0, 0);
    }

    private boolean isDetached(UUID id) throws SQLException {
        for (String table : snapshot.rows().tables()) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT EXISTS (SELECT FROM " + table
                    + " e JOIN event_locator l ON l.tenant = e.tenant AND l.occurred_at = e.occurred_at AND l.id = e.id"
                    + " WHERE l.id = ?)")) {
                statement.setObject(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
