package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import io.auditdb.api.operations.BreakerReport.Transition;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorReport;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One error and one breaker; the real ones are tested with the platform. */
final class FakeFailures implements ErrorReports {
    private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

    volatile String reset;

    private static ErrorGroup group() {
        return new ErrorGroup(
                "00ff00ff00ff00ff",
                Category.CONNECTION,
                "DATABASE_UNAVAILABLE",
                "java.net.ConnectException",
                Optional.of("08001"),
                "The database cannot be reached or refuses work (SQLSTATE 08001)",
                List.of("kernel.store.EventStatements.readOnce"),
                7,
                TIME,
                TIME.plusSeconds(60),
                List.of(0, 7),
                new ErrorGroup.Context("GET /v1/events", "clinic", "0a1b2c3d4e5f", "17@host", "visit-1"));
    }

    @Override
    public ErrorReport report(Access by) {
        return new ErrorReport(TIME, 3, List.of(group()));
    }

    @Override
    public ErrorGroup find(Access by, String fingerprint) {
        if (!group().fingerprint().equals(fingerprint)) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There were none");
        }
        return group();
    }

    /** Both services have a method of this name. */
    Breakers breakers() {
        return new Breakers() {
            @Override
            public List<BreakerReport> report(Access by) {
                return List.of(
                        new BreakerReport(
                                "cache:redis",
                                State.HALF_OPEN,
                                TIME,
                                Optional.of(Duration.ofMillis(1500)),
                                10,
                                20,
                                List.of(new Transition(TIME, State.OPEN, State.HALF_OPEN, "it is time to try it"))),
                        closed("replica:one"),
                        closed("replica:two"));
            }

            private BreakerReport closed(String name) {
                return new BreakerReport(name, State.CLOSED, TIME, Optional.empty(), 0, 0, List.of());
            }

            @Override
            public void reset(Access by, String name) {
                FakeFailures.this.reset = name;
            }
        };
    }
}
