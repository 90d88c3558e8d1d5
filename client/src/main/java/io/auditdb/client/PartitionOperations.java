package io.auditdb.client;

import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionStep;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What operators do with time partitions. Every change answers with its steps; with {@code dryRun} they are only planned.
 * Throws as {@link AuditDbClient} does; changes are never repeated by themselves. Safe for use by many threads.
 */
public final class PartitionOperations {
    private static final String PARTITIONS = "/v1/partitions";

    private final Transport transport;

    PartitionOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns all partitions, oldest first. */
    public List<PartitionInfo> list() {
        try (Answer answer = transport.send(Call.get(PARTITIONS))) {
            return answer.json(PartitionAnswers::list);
        }
    }

    /** Returns sizes, growth and advice. */
    public PartitionAnalysis analyze() {
        try (Answer answer = transport.send(Call.get(PARTITIONS + "/analysis"))) {
            return answer.json(PartitionAnswers::analysis);
        }
    }

    /** Makes the partitions of a range, by this interval; null for the one that is configured. */
    public List<PartitionStep> create(PartitionRange range, PartitionInterval interval, boolean dryRun) {
        return create(range, interval == null ? null : interval.toString(), dryRun);
    }

    /** Makes one partition of exactly this range, which must not overlap another. */
    public List<PartitionStep> createOne(PartitionRange range, boolean dryRun) {
        return create(range, "custom", dryRun);
    }

    private List<PartitionStep> create(PartitionRange range, String interval, boolean dryRun) {
        var json = new LinkedHashMap<String, Object>();
        json.put("from", range.from().toString());
        json.put("to", range.to().toString());
        json.put("interval", interval);
        json.put("dryRun", dryRun);
        return change(PARTITIONS, json);
    }

    /** Finishes what was interrupted, makes partitions ahead, repairs what is missing, and tidies up. */
    public List<PartitionStep> maintain(boolean dryRun) {
        return change(PARTITIONS + "/maintain", Map.of("dryRun", dryRun));
    }

    /** Moves the events of a DEFAULT partition into partitions of their own, then drops it. */
    public List<PartitionStep> drain(boolean dryRun) {
        return change(PARTITIONS + "/drain", Map.of("dryRun", dryRun));
    }

    /** Drops partitions that end at or before a time, as far as every row in them may go. */
    public List<PartitionStep> cleanup(Instant before, boolean dryRun) {
        return change(PARTITIONS + "/cleanup", Map.of("before", before.toString(), "dryRun", dryRun));
    }

    private List<PartitionStep> change(String path, Map<String, ?> json) {
        Call call = Call.post(path)
                .sending(Call.JSON, JsonText.write(json))
                .waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(PartitionAnswers::steps);
        }
    }
}
