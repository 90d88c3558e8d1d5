package io.auditdb.cli.table;

import java.util.Map;

/** Where a column goes, in the words of an event; beside that, each becomes a member of the details. */
public final class ColumnTarget {
    private static final Map<String, String> TARGETS = Map.ofEntries(
            Map.entry("id", "id, and details." + RowMapper.NUMBER),
            Map.entry("timestamp", "occurredAt"),
            Map.entry("organization_id", "tenant"),
            Map.entry("principal_id", "principal.id"),
            Map.entry("action", "action"),
            Map.entry("status", "status"),
            Map.entry("outcome_description", "outcome"),
            Map.entry("target_resource_type", "target.type"),
            Map.entry("target_resource_id", "target.id; subject.id of a Patient"),
            Map.entry("correlation_id", "correlationId"),
            Map.entry("data_classification", "classification"),
            Map.entry("retention_policy", "retentionPolicy"),
            Map.entry("session_context", "session"),
            Map.entry("hash", "checked; details.legacyHash"),
            Map.entry("signature", "checked; details.legacySignature"),
            Map.entry("details", "details, and session from its sessionContext"));

    private ColumnTarget() {}

    /** Returns it for a column by its name. */
    public static String of(String column) {
        return TARGETS.getOrDefault(column, "details." + RowMapper.member(column));
    }
}
