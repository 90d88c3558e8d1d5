package io.auditdb.kernel;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.LedgerJournal;
import io.auditdb.kernel.resilience.FailureJournal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Records what happens to the log as events of the platform itself. */
final class LedgerRecords implements LedgerJournal {
    private static final int MAX_RECORDED_VIOLATIONS = 20;
    private static final Target LEDGER = new Target("ledger", null);

    private final SystemLog systemLog;
    private final FailureJournal errors;

    LedgerRecords(SystemLog systemLog, FailureJournal errors) {
        this.systemLog = systemLog;
        this.errors = errors;
    }

    @Override
    public void acted(String principal, String action, boolean succeeded, Map<String, Object> details) {
        systemLog.record(
                principal, action, LEDGER, Optional.empty(), succeeded ? Status.SUCCESS : Status.FAILURE, details);
    }

    @Override
    public void violated(List<Violation> violations) {
        errors.failed(new AuditDbException(
                StandardErrorCode.INTEGRITY_VIOLATION,
                violations.size() + " integrity violations, the first of kind "
                        + violations.get(0).kind()));
        List<Map<String, Object>> found = violations.stream()
                .limit(MAX_RECORDED_VIOLATIONS)
                .map(LedgerRecords::describe)
                .toList();
        acted(
                AuditDatabase.SYSTEM_TENANT,
                "integrity.violation",
                false,
                Map.of("count", violations.size(), "violations", found));
    }

    private static Map<String, Object> describe(Violation violation) {
        var description = new LinkedHashMap<String, Object>();
        description.put("kind", violation.kind().name());
        description.put("description", violation.description());
        violation.tenant().ifPresent(tenant -> description.put("tenant", tenant));
        violation.event().ifPresent(event -> description.put("event", event.toString()));
        return description;
    }

    /** The same event whenever it is recorded, so that it is stored once. */
    @Override
    public void rotated(LedgerKey newest) {
        String note = newest.rotation().orElseThrow();
        systemLog.record(
                UUID.nameUUIDFromBytes(note.getBytes(StandardCharsets.UTF_8)),
                newest.since(),
                "ledger.key-rotated",
                LEDGER,
                Map.of("newKey", newest.verifierKey(), "note", note));
    }
}
