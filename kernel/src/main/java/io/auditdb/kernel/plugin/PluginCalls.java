package io.auditdb.kernel.plugin;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.util.List;
import java.util.stream.Collectors;

/** How the calls of the active plugins go, as figures and as health. */
final class PluginCalls implements MetricSource, HealthCheck {
    private final Services services;

    PluginCalls(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public Result check() {
        String quarantined = services.active().stream()
                .filter(it -> it.quarantine() != null)
                .map(it -> it.name() + " is in quarantine: " + it.quarantine())
                .collect(Collectors.joining("; "));
        return quarantined.isEmpty() ? Result.OK : new Result(Status.DEGRADED, quarantined);
    }

    @Override
    public String advice() {
        return "Swap the plugin for a mended version, or disable it; its log and audit-db plugin history say what it did.";
    }

    @Override
    public Status unanswered() {
        return Status.DEGRADED;
    }

    @Override
    public List<MetricFamily> read() {
        var calls = MetricFamily.gauge("auditdb_plugin_calls", "Calls in flight");
        var faults = MetricFamily.counter(
                "auditdb_plugin_call_faults_total",
                "Calls that threw anything but an error of the api, returned nothing or took too long, since the instance started");
        var refused = MetricFamily.counter(
                "auditdb_plugin_calls_refused_total", "Calls refused because plugin-host.max-calls were in flight");
        var quarantined =
                MetricFamily.gauge("auditdb_plugin_quarantined", "1 for a plugin that is not called any more");
        for (PluginInstance plugin : services.active()) {
            calls.add(plugin.callsInFlight(), "plugin", plugin.name());
            faults.add(plugin.faults(), "plugin", plugin.name());
            refused.add(plugin.refused(), "plugin", plugin.name());
            quarantined.add(plugin.quarantine() == null ? 0 : 1, "plugin", plugin.name());
        }
        return List.of(calls.build(), faults.build(), refused.build(), quarantined.build());
    }
}
