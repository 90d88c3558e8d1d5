package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.plugin.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which indexes there are to be. Each is named {@code audit_event_} and its key, and written as {@link DeclaredIndex}
 * reads it, or {@code none}.
 */
public record StrategySettings(
        @Setting(value = "Index for ranges of time", defaultValue = "brin (occurred_at) on all")
        String time,

        @Setting(
                value = "Index for what concerns a person",
                defaultValue = "btree (tenant, subject_id, occurred_at) where subject_id is not null on all monthly")
        String subject,

        @Setting(
                value = "Index for what somebody did",
                defaultValue =
                        "btree (tenant, principal_id, occurred_at) where principal_id is not null on all monthly")
        String principal,

        @Setting(
                value = "Index for what was done to something",
                defaultValue = "btree (tenant, target_id, occurred_at) where target_id is not null on all monthly")
        String target,

        @Setting(value = "Index for words in details", defaultValue = "gin (details) on all weekly")
        String words,

        @Setting(
                value = "Index for events that belong together",
                defaultValue = "btree (tenant, correlation_id, occurred_at) where correlation_id is not null"
                        + " on sealed when queried monthly")
        String correlation,

        @Setting(
                value = "Index for the types of event that are asked for",
                defaultValue =
                        "btree (tenant, action, occurred_at) where action in queried on sealed when queried monthly")
        String action,

        @Setting(
                value = "Index for how events ended",
                defaultValue = "btree (tenant, status, occurred_at) on sealed when queried monthly")
        String status,

        @Setting(
                value = "Index for questions of compliance",
                defaultValue = "btree (tenant, classification, occurred_at) include (action, status, retention_policy)"
                        + " on sealed when queried quarterly")
        String compliance,

        @Setting("Further ones, by key") Map<String, String> further) {
    static final List<String> KEYS =
            List.of("subject", "principal", "target", "words", "correlation", "action", "status", "compliance", "time");

    /** Checks every declaration; names each that cannot be read. */
    public StrategySettings {
        further = Map.copyOf(further);
        var faults = new ArrayList<String>();
        further.keySet().stream()
                .filter(KEYS::contains)
                .map(key -> "further has " + key + ", which has a setting of its own")
                .forEach(faults::add);
        named(List.of(subject, principal, target, words, correlation, action, status, compliance, time), further)
                .forEach((key, text) -> DeclaredIndex.fault(key, text).ifPresent(faults::add));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    (faults.size() == 1 ? "" : faults.size() + " faults: ") + String.join("; ", faults));
        }
    }

    private static Map<String, String> named(List<String> own, Map<String, String> further) {
        var named = new LinkedHashMap<String, String>();
        for (int i = 0; i < KEYS.size(); i++) {
            named.put(KEYS.get(i), own.get(i));
        }
        new TreeMap<>(further).forEach(named::putIfAbsent);
        return named;
    }

    /** Returns what is declared, in the order in which an index is chosen for a query. */
    List<DeclaredIndex> indexes() {
        return named(List.of(subject, principal, target, words, correlation, action, status, compliance, time), further)
                .entrySet()
                .stream()
                .map(it -> DeclaredIndex.parse(it.getKey(), it.getValue()))
                .flatMap(Optional::stream)
                .toList();
    }
}
