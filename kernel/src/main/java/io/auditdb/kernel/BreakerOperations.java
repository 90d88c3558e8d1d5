package io.auditdb.kernel;

import io.auditdb.api.event.Target;
import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.resilience.Guards;
import io.auditdb.kernel.security.AccessGuard;
import java.util.List;
import java.util.Map;

/** What operators may see and do of breakers. */
final class BreakerOperations implements Breakers {
    private final Guards guards;
    private final SystemLog systemLog;
    private final AccessGuard guard = new AccessGuard();

    BreakerOperations(Guards guards, SystemLog systemLog) {
        this.guards = guards;
        this.systemLog = systemLog;
    }

    @Override
    public List<BreakerReport> report(Access by) {
        guard.require(by, Right.OPERATE);
        return guards.report();
    }

    @Override
    public void reset(Access by, String name) {
        guard.require(by, Right.OPERATE);
        guards.reset(name);
        systemLog.record(by.principal(), "breaker.reset", new Target("breaker", name), Map.of());
    }
}
