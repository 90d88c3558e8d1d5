package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.HealthCheck;
import java.util.LinkedHashSet;
import java.util.Optional;
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

    private final Consumer<Violation> report;
    private final Set<String> raised = new LinkedHashSet<>();
    private String first;

    /** Reports each new violation to {@code report}, in the thread that found it. */
    public IntegrityAlarm(Consumer<Violation> report) {
        this.report = report;
    }

    /** Raises the alarm, unless for this violation it was raised before. */
    void raise(Violation violation) {
        synchronized (this) {
            if (raised.size() >= MAX_REMEMBERED || !raised.add(violation.toString())) {
                return;
            }
            first = first == null ? violation.toString() : first;
        }
        LOG.error("Integrity violation: {}", violation);
        report.accept(violation);
    }

    @Override
    public String name() {
        return "integrity";
    }

    @Override
    public synchronized Result check() {
        return Optional.ofNullable(first)
                .map(violation -> new Result(Status.DEGRADED, "the log was tampered with: " + violation))
                .orElse(Result.OK);
    }
}
