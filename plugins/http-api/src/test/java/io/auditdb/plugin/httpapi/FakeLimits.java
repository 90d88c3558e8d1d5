package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.security.Access;
import java.util.List;
import java.util.Map;

/** One component; the real ones are tested with the platform. */
final class FakeLimits implements Limits {
    static final ComponentLimits PRIMARY = new ComponentLimits(
            "breaker:primary", "resilience.primary", List.of(new Limit("failures", "7", "5", "Failures")));

    volatile Map<String, String> changes;

    @Override
    public List<ComponentLimits> report(Access by) {
        return List.of(PRIMARY);
    }

    @Override
    public ComponentLimits change(Access by, String component, Map<String, String> values) {
        if (!component.equals(PRIMARY.component())) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is only one");
        }
        changes = values;
        return PRIMARY;
    }
}
