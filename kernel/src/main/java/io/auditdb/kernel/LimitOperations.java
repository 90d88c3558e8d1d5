package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.security.AccessGuard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What operators may see and change of limits. */
final class LimitOperations implements Limits {
    private final Supplier<Stream<LiveSettings<?>>> components;
    private final SystemLog systemLog;
    private final AccessGuard guard = new AccessGuard();

    /** Knows the components that there are when it is asked. */
    LimitOperations(Supplier<Stream<LiveSettings<?>>> components, SystemLog systemLog) {
        this.components = components;
        this.systemLog = systemLog;
    }

    @Override
    public List<ComponentLimits> report(Access by) {
        guard.require(by, Right.OPERATE);
        return byName().values().stream().map(LiveSettings::report).toList();
    }

    @Override
    public ComponentLimits change(Access by, String component, Map<String, String> values) {
        guard.require(by, Right.OPERATE);
        SortedMap<String, LiveSettings<?>> known = byName();
        LiveSettings<?> settings = known.get(component);
        if (settings == null) {
            throw new AuditDbException(
                    StandardErrorCode.NOT_FOUND,
                    "No component of this name has limits; there are " + String.join(", ", known.keySet()));
        }
        ComponentLimits before = settings.change(values);
        systemLog.record(by.principal(), "limit.change", new Target("component", component), details(before, values));
        return before;
    }

    /** Returns the components whose limits this section of the configuration names. */
    List<LiveSettings<?>> configuredBy(String section) {
        return byName().values().stream()
                .filter(it -> it.report().section().equals(section))
                .toList();
    }

    private static Map<String, Object> details(ComponentLimits before, Map<String, String> values) {
        var details = new LinkedHashMap<String, Object>();
        for (Limit limit : before.limits()) {
            if (values.containsKey(limit.name())) {
                details.put(limit.name(), Map.of("before", limit.value(), "after", values.get(limit.name())));
            }
        }
        return details;
    }

    private SortedMap<String, LiveSettings<?>> byName() {
        var byName = new TreeMap<String, LiveSettings<?>>();
        components.get().forEach(it -> byName.put(it.component(), it));
        return byName;
    }
}
