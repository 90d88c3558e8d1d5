package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.error.Fault;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Everything that is wrong with a hold. */
final class HoldFaults {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private HoldFaults() {}

    static List<Fault> of(HoldScope scope, String issuer, String reason) {
        var faults = new ArrayList<Fault>();
        if (isEmpty(scope)) {
            faults.add(new Fault(
                    "",
                    "must name at least one of tenant, principal, subject, targetType, targetId, from, to, action, status,"
                            + " classification, correlationId and text"));
        }
        Rules.length("/tenant", scope.tenant()).ifPresent(faults::add);
        Rules.length("/principal", scope.principal()).ifPresent(faults::add);
        Rules.length("/subject", scope.subject()).ifPresent(faults::add);
        Rules.length("/targetType", scope.targetType()).ifPresent(faults::add);
        Rules.length("/targetId", scope.targetId()).ifPresent(faults::add);
        Rules.length("/action", scope.action()).ifPresent(faults::add);
        Rules.length("/correlationId", scope.correlationId()).ifPresent(faults::add);
        Rules.length("/text", scope.text()).ifPresent(faults::add);
        time("/from", scope.from(), faults);
        time("/to", scope.to(), faults);
        if (scope.from() != null && scope.to() != null && !scope.from().isBefore(scope.to())) {
            faults.add(new Fault("/to", "must be later than from"));
        }
        Rules.text("/issuer", issuer).ifPresent(faults::add);
        Rules.text("/reason", reason).ifPresent(faults::add);
        return faults;
    }

    private static boolean isEmpty(HoldScope scope) {
        return Stream.of(
                        scope.tenant(),
                        scope.principal(),
                        scope.subject(),
                        scope.targetType(),
                        scope.targetId(),
                        scope.from(),
                        scope.to(),
                        scope.action(),
                        scope.status(),
                        scope.classification(),
                        scope.correlationId(),
                        scope.text())
                .allMatch(Objects::isNull);
    }

    /** Rounding could leave out an event that is meant. */
    private static void time(String path, Instant time, List<Fault> faults) {
        if (time == null) {
            return;
        }
        if (!time.equals(time.truncatedTo(ChronoUnit.MICROS))) {
            faults.add(new Fault(path, "must not be finer than a microsecond"));
        } else if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            faults.add(new Fault(path, "must lie in the years 0001 to 9999"));
        }
    }
}
