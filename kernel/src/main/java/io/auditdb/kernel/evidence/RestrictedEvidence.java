package io.auditdb.kernel.evidence;

import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.query.RecordedQuery;
import io.auditdb.kernel.security.AccessGuard;
import io.auditdb.kernel.store.EventColumns;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Evidence as one caller may have it: rights and tenants are enforced, and what is handed out is recorded. */
final class RestrictedEvidence implements Evidence {
    private final EvidenceService evidence;
    private final Access access;
    private final SystemLog systemLog;
    private final AccessGuard guard = new AccessGuard();

    RestrictedEvidence(EvidenceService evidence, Access access, SystemLog systemLog) {
        this.evidence = evidence;
        this.access = access;
        this.systemLog = systemLog;
    }

    @Override
    public Evidence as(Access other) {
        return evidence.as(other);
    }

    @Override
    public Optional<String> disclosure(String tenant, UUID id, Set<String> fields) {
        Set<String> tenants = guard.readableTenants(access, tenant == null ? Set.of() : Set.of(tenant));
        EventColumns row = evidence.event(tenants, id);
        Optional<String> document = evidence.disclosure(row, fields);
        systemLog.record(
                access.principal(),
                "ledger.disclose",
                new Target("event", id.toString()),
                Optional.ofNullable(row.subjectId()),
                document.isPresent() ? Status.SUCCESS : Status.FAILURE,
                Map.of("tenant", row.tenant(), "fields", List.copyOf(new TreeSet<>(fields))));
        return document;
    }

    @Override
    public void bundle(EventQuery query, Set<String> fields, OutputStream out) throws IOException {
        EventQuery mine = query.toBuilder()
                .tenants(guard.readableTenants(access, query.tenants()))
                .build();
        Map<String, Object> details = RecordedQuery.details(query);
        details.put("proofs", true);
        details.put("fields", List.copyOf(new TreeSet<>(fields)));
        systemLog.record(
                access.principal(),
                "audit.export",
                new Target("events", null),
                query.subject(),
                Status.SUCCESS,
                details);
        evidence.bundle(mine, fields, out);
    }
}
