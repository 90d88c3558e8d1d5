package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.HealthCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers that the log is not what it was, and says so in health until somebody restarts the platform after looking.
 * Each violation is reported once. Safe for use by many threads.
 */
public final class IntegrityAlarm implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(IntegrityAlarm.class);
    private static final int MAX_REMEMBERED = 1000;
    private static final int MAX_LOGGED = 5;

    private final Consumer<List<Violation>> report;
    private final Set<String> raised = new HashSet<>();
    private String first;

    /** Reports new violations to {@code report}, in the thread that found them. */
    public IntegrityAlarm(Consumer<List<Violation>> report) {
        this.report = report;
    }

    void raise(Violation violation) {
        raise(List.of(violation));
    }

    /** Raises the alarm for those of these violations for which it was not raised before. */
    void raise(List<Violation> violations) {
        List<Violation> fresh = remember(violations);
        if (fresh.isEmpty()) {
            return;
        }
        fresh.stream().limit(MAX_LOGGED).forEach(violation -> LOG.error("Integrity violation: {}", violation));
        if (fresh.size() > MAX_LOGGED) {
            LOG.error("{} more integrity violations", fresh.size() - MAX_LOGGED);
        }
        report.accept(fresh);
    }

    private synchronized List<Violation> remember(List<Violation> violations) {
        if (!violations.isEmpty() && first == null) {
            first = violations.get(0).toString();
        }
        return violations.stream()
                .filter(violation -> raised.size() < MAX_REMEMBERED && raised.add(violation.toString()))
                .toList();
    }

    @Override
    public String name() {
        return "integrity";
    }

    @Override
    public String advice() {
        return "keep the database as it is, run audit-db verify, and find out who changed what it names";
    }

    @Override
    public synchronized Result check() {
        return first == null ? Result.OK : new Result(Status.DEGRADED, "the log was tampered with: " + first);
    }
}
