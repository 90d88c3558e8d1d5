package io.auditdb.kernel;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.kernel.ingest.LostEvents;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.primary.Primary;
import io.auditdb.kernel.resilience.FailureJournal;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that another server has become the primary, and names what it lacks, before anything else is written there. */
final class PrimaryRecords {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryRecords.class);
    private static final int NAMED_AT_ONCE = 500;

    private final SystemLog systemLog;
    private final FailureJournal errors;

    PrimaryRecords(SystemLog systemLog, FailureJournal errors) {
        this.systemLog = systemLog;
        this.errors = errors;
    }

    /** Takes in, once for each reason, that a server takes writes and must not be written to. */
    void refused(String problem) {
        errors.failed(new AuditDbException(StandardErrorCode.INTEGRITY_VIOLATION, "Not written to: " + problem));
    }

    void moved(Connection transaction, Primary.Move move, LostEvents lost) {
        var details = new LinkedHashMap<String, Object>();
        details.put("from", move.before().place().server());
        details.put("to", move.after().place().server());
        details.put("timelineBefore", lost.timeline());
        details.put("timeline", move.after().identity().timeline());
        if (move.replayed() > 0) {
            details.put("replayed", Long.toHexString(move.replayed()));
        }
        details.put("lost", lost.events().size());
        details.put("complete", lost.complete());
        record(transaction, "primary.changed", move, details);
        for (int from = 0; from < lost.events().size(); from += NAMED_AT_ONCE) {
            int to = Math.min(from + NAMED_AT_ONCE, lost.events().size());
            record(
                    transaction,
                    "primary.events-lost",
                    move,
                    named(lost, lost.events().subList(from, to)));
        }
        if (!lost.events().isEmpty()) {
            String what = lost.events().size() + " acknowledged events are not on the new primary"
                    + (lost.complete() ? "" : ", and there may be more");
            LOG.error("{}; primary.events-lost in _system names them", what);
            errors.failed(new AuditDbException(StandardErrorCode.INTEGRITY_VIOLATION, what));
        }
    }

    private static Map<String, Object> named(LostEvents lost, List<LostEvents.Event> events) {
        return Map.of(
                "timelineBefore",
                lost.timeline(),
                "events",
                events.stream()
                        .map(it -> Map.of("tenant", it.tenant(), "id", it.id().toString()))
                        .toList());
    }

    private void record(Connection transaction, String action, Primary.Move move, Map<String, ?> details) {
        systemLog.record(
                transaction,
                AuditDatabase.SYSTEM_TENANT,
                action,
                new Target("primary", move.after().place().server()),
                details);
    }
}
