package io.auditdb.plugin.monitoring.alert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules that come with the platform, and those that are configured. */
final class Rules {
    private static final String OFF = "off";

    private static final Map<String, String> DEFAULTS = defaults();

    private Rules() {}

    private static Map<String, String> defaults() {
        var rules = new LinkedHashMap<String, String>();
        rules.put("component-down", "auditdb_health >= 2 for 30s severity critical");
        rules.put("component-degraded", "auditdb_health >= 1 for 5m severity medium");
        rules.put("integrity-violated", "auditdb_health{component=\"integrity\"} >= 1 severity critical");
        rules.put("log-not-continued", "auditdb_health{component=\"ledger\"} >= 1 severity critical");
        rules.put("breaker-open", "auditdb_breaker_state{state=\"open\"} >= 1 for 1m severity high");
        rules.put("replica-lags", "auditdb_replica_lag_seconds > 30 for 1m until 5 severity medium");
        rules.put("replica-lost", "auditdb_replica_healthy < 1 for 1m severity high");
        rules.put(
                "connections-slow",
                "auditdb_pool_acquire_seconds{percentile=\"99\"} > 1 for 2m until 0.2 severity medium");
        rules.put("callers-refused", "increase 5m of auditdb_pool_refused_total > 0 severity high");
        rules.put("callers-timed-out", "increase 5m of auditdb_pool_timed_out_total > 0 severity high");
        rules.put("defects", "increase 10m of auditdb_errors_total{category=\"internal\"} > 0 severity high");
        rules.put(
                "compliance-violated",
                "increase 10m of auditdb_errors_total{category=\"compliance\"} > 0 severity critical");
        rules.put(
                "logins-failed",
                "increase 5m of auditdb_http_request_seconds_count{status=\"401\"} > 50 until 10 severity high");
        rules.put(
                "exports-many",
                "increase 1h of auditdb_operation_seconds_count{operation=\"stream\"} > 500 severity medium");
        rules.put(
                "tenant-logins-failed",
                "increase 5m of events{action=\"auth.login.failure\"} > 50 until 10 severity high");
        rules.put(
                "tenant-access-denied",
                "increase 10m of events{action=\"data.access.unauthorized\"} > 20 until 5 severity high");
        rules.put("tenant-exports-many", "increase 1h of events{action=\"data.export*\"} > 100 severity medium");
        rules.put("retention-overdue", "auditdb_advice{kind=\"retention-overdue\"} > 0 for 1h severity high");
        rules.put("partitions-large", "auditdb_advice{kind=\"partition-large\"} > 0 for 1h severity low");
        rules.put("caches-small", "auditdb_advice{kind=\"cache-small\"} > 0 for 1h severity low");
        rules.put("operation-slower", "auditdb_advice{kind=\"operation-slower\"} > 0 severity low");
        rules.put("statements-slow", "auditdb_advice{kind=\"statement-slow\"} > 20 severity medium");
        rules.put("statement-slower", "auditdb_advice{kind=\"statement-slower\"} > 0 severity low");
        rules.put("indexes-unused", "auditdb_advice{kind=\"index-unused\"} > 10 severity low");
        rules.put("disk-full-ahead", "auditdb_advice{kind=\"disk-full-ahead\"} > 0 for 1h severity high");
        rules.put("disk-low", "auditdb_disk_free_ratio < 0.1 for 1m until 0.15 severity high");
        rules.put("events-spooled", "auditdb_spool_events > 0 for 5m severity high");
        rules.put("partitions-many", "auditdb_partitions > 1000 severity low");
        rules.put("figures-lost", "increase 15m of auditdb_metrics_failures_total > 0 severity low");
        return rules;
    }

    /**
     * Returns all that are in force.
     *
     * @throws IllegalArgumentException with everything that is wrong with those configured
     */
    static List<Rule> of(Map<String, String> configured) {
        var texts = new TreeMap<>(DEFAULTS);
        texts.putAll(configured);
        var rules = new ArrayList<Rule>();
        var problems = new ArrayList<String>();
        texts.forEach((name, text) -> {
            if (!text.strip().equals(OFF)) {
                try {
                    rules.add(RuleParser.parse(name, text));
                } catch (IllegalArgumentException e) {
                    problems.add("rules." + name + ": " + e.getMessage());
                }
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return List.copyOf(rules);
    }
}
