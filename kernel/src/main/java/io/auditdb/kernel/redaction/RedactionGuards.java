package io.auditdb.kernel.redaction;

import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who may forbid a redaction; each is asked anew. */
final class RedactionGuards {
    private static final Logger LOG = LoggerFactory.getLogger(RedactionGuards.class);

    private final Supplier<Set<RedactionGuard>> guards;
    private final Json json;

    RedactionGuards(Supplier<Set<RedactionGuard>> guards, Json json) {
        this.guards = guards;
        this.json = json;
    }

    /** Throws {@code COMPLIANCE_VIOLATION} when one objects, or cannot answer. */
    void requireConsent(Connection transaction, EventColumns row) {
        AuditEvent event = row.event(json);
        for (RedactionGuard guard : guards.get()) {
            veto(guard, transaction, event).ifPresent(why -> {
                throw new AuditDbException(
                        StandardErrorCode.COMPLIANCE_VIOLATION,
                        "The event " + row.id() + " cannot be redacted: " + why);
            });
        }
    }

    private static Optional<String> veto(RedactionGuard guard, Connection transaction, AuditEvent event) {
        try {
            return guard.veto(transaction, event);
        } catch (RuntimeException e) {
            LOG.warn("A redaction guard could not be asked", e);
            return Optional.of("a redaction guard could not be asked");
        }
    }
}
