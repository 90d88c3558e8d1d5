package io.auditdb.kernel.redaction;

import static io.auditdb.api.AuditDatabase.SYSTEM_TENANT;

import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.archiving.ArchiveReplacement;
import io.auditdb.kernel.change.ChangeTable;
import io.auditdb.kernel.event.Redaction;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.removal.RemovedEvents;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.verification.JustifyingRecords;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Redaction as the host itself may do it: row and record in one transaction of the redactor. */
public final class RedactionService implements Redactions {
    private static final String ACTION = "ledger.redact";

    private final Store store;
    private final EventStatements statements;
    private final StoredEvents events;
    private final ArchiveReplacement archives;
    private final Json json;
    private final SystemLog systemLog;
    private final ChangeTable changes;
    private final CommittedLeaf leaf;
    private final RemovedEvents removed;
    private final RedactionGuards guards;
    private final SqlErrors errors = new SqlErrors();

    /** Redacts in this database; {@code mac} seals its batches. */
    public RedactionService(
            Store store,
            EventStatements statements,
            StoredEvents events,
            ArchiveReplacement archives,
            Json json,
            BatchMac mac,
            RemovedEvents removed,
            Supplier<Set<RedactionGuard>> guards,
            SystemLog systemLog,
            ChangeTable changes) {
        this.store = store;
        this.statements = statements;
        this.events = events;
        this.archives = archives;
        this.json = json;
        this.systemLog = systemLog;
        this.changes = changes;
        this.leaf = new CommittedLeaf(mac, json);
        this.removed = removed;
        this.guards = new RedactionGuards(guards, json);
    }

    @Override
    public Redactions as(Access access) {
        return new RestrictedRedactions(this, access, systemLog);
    }

    @Override
    public Redacted plan(RedactionOrder order) {
        return agreedPlan(tenants(order), order);
    }

    @Override
    public Redacted redact(RedactionOrder order) {
        return redact(SYSTEM_TENANT, tenants(order), order);
    }

    private static Set<String> tenants(RedactionOrder order) {
        return order.tenant() == null ? Set.of() : Set.of(order.tenant());
    }

    RedactionPlan plan(Set<String> tenants, RedactionOrder order) {
        EventColumns row =
                events.find(tenants, order.event()).orElseThrow(() -> removed.notFound(store, tenants, order.event()));
        if (row.tenant().equals(SYSTEM_TENANT) && JustifyingRecords.ACTIONS.contains(row.action())) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    "The record of a redaction, a removal or a hold is what justifies it, and stays as it is");
        }
        return RedactionPlan.of(row, order, json);
    }

    /** As {@link #plan(Set, RedactionOrder)}, with the consent of those who may forbid it. */
    Redacted agreedPlan(Set<String> tenants, RedactionOrder order) {
        RedactionPlan plan = plan(tenants, order);
        try (Connection connection = store.openRedactor()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            guards.requireConsent(connection, plan.row());
            return plan.outcome(null);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    Redacted redact(String principal, Set<String> tenants, RedactionOrder order) {
        RedactionPlan plan = plan(tenants, order);
        try {
            return carryOut(principal, plan, order);
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.COMPLIANCE_VIOLATION) {
                recordRefusal(principal, plan, order, e);
            }
            throw e;
        }
    }

    private void recordRefusal(String principal, RedactionPlan plan, RedactionOrder order, AuditDbException refusal) {
        systemLog.record(
                principal,
                "compliance.violation",
                new Target("event", order.event().toString()),
                Optional.empty(),
                Status.FAILURE,
                Map.of("tenant", plan.row().tenant(), "attempted", ACTION, "refusal", refusal.getMessage()));
    }

    private Redacted carryOut(String principal, RedactionPlan plan, RedactionOrder order) {
        return statements.find(Set.of(plan.row().tenant()), order.event()).isPresent()
                ? stored(principal, plan, order)
                : archived(principal, plan, order);
    }

    private Redacted stored(String principal, RedactionPlan plan, RedactionOrder order) {
        try (Connection connection = store.openRedactor()) {
            connection.setAutoCommit(false);
            guards.requireConsent(connection, plan.row());
            leaf.requireMatch(connection, plan.row());
            new RowRedaction(connection, "audit_event").apply(plan.row(), plan.redaction(), json);
            // what counts is what the database holds now, not what was meant to be written
            leaf.requireMatch(connection, stored(connection, plan));
            UUID record = record(connection, principal, plan, order);
            connection.commit();
            systemLog.committed();
            return plan.outcome(record);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private UUID record(Connection connection, String principal, RedactionPlan plan, RedactionOrder order)
            throws SQLException {
        changes.redacted(connection, plan.row().event(json));
        return systemLog.record(
                connection,
                principal,
                ACTION,
                new Target("event", order.event().toString()),
                Map.of("tenant", plan.row().tenant(), "fields", plan.sortedFields(), "reason", order.reason()));
    }

    /** The file is written again; what it then holds is compared with the log before it counts. */
    private Redacted archived(String principal, RedactionPlan plan, RedactionOrder order) {
        var recorded = new AtomicReference<UUID>();
        archives.rewrite(
                events.archiveOf(plan.row().tenant(), order.event()),
                plan.row(),
                (connection, table) -> {
                    guards.requireConsent(connection, plan.row());
                    leaf.requireMatch(connection, plan.row());
                    new RowRedaction(connection, table).apply(plan.row(), plan.redaction(), json);
                },
                connection -> recorded.set(record(connection, principal, plan, order)));
        systemLog.committed();
        return plan.outcome(recorded.get());
    }

    private EventColumns stored(Connection connection, RedactionPlan plan) {
        EventColumns row = statements
                .find(connection, Set.of(plan.row().tenant()), plan.row().id())
                .orElseThrow();
        Redaction stored = Redaction.fromJson(json, row.redaction());
        if (row.secret() != null || !stored.equals(plan.redaction())) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION, "The database did not store the redaction as it was given");
        }
        return row;
    }
}
