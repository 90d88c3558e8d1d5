package io.auditdb.kernel.redaction;

import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.security.AccessGuard;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Redaction as one caller may do it. */
final class RestrictedRedactions implements Redactions {
    private final RedactionService redactions;
    private final Access access;
    private final SystemLog systemLog;
    private final AccessGuard guard = new AccessGuard();

    RestrictedRedactions(RedactionService redactions, Access access, SystemLog systemLog) {
        this.redactions = redactions;
        this.access = access;
        this.systemLog = systemLog;
    }

    @Override
    public Redactions as(Access other) {
        return redactions.as(other);
    }

    /** Which fields an event has is something read of it, so it is recorded like a read. */
    @Override
    public Redacted plan(RedactionOrder order) {
        Redacted plan = redactions.agreedPlan(tenants(order), order);
        systemLog.record(
                access.principal(),
                "ledger.redact-plan",
                new Target("event", order.event().toString()),
                Optional.empty(),
                Status.SUCCESS,
                Map.of("tenant", plan.tenant()));
        return plan;
    }

    @Override
    public Redacted redact(RedactionOrder order) {
        return redactions.redact(access.principal(), tenants(order), order);
    }

    private Set<String> tenants(RedactionOrder order) {
        guard.require(access, Right.GDPR);
        if (order.tenant() == null) {
            return access.tenants();
        }
        guard.require(access, Right.GDPR, order.tenant());
        return Set.of(order.tenant());
    }
}
