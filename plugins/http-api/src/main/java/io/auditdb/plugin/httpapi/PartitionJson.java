package io.auditdb.plugin.httpapi;

import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Partitions as answers show them. */
final class PartitionJson {
    private PartitionJson() {}

    static Map<String, Object> list(PartitionInterval interval, List<PartitionInfo> partitions) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("interval", interval.toString());
        answer.put("partitions", partitions.stream().map(PartitionJson::of).toList());
        return answer;
    }

    static Map<String, Object> of(PartitionAnalysis analysis) {
        Map<String, Object> answer = list(analysis.interval(), analysis.partitions());
        answer.put("bytes", analysis.bytes());
        answer.put("estimatedRows", analysis.estimatedRows());
        answer.put("emptyPartitions", analysis.emptyPartitions());
        answer.put("bytesPerDay", analysis.bytesPerDay());
        answer.put("advice", analysis.advice().stream().map(AdviceJson::of).toList());
        return answer;
    }

    private static Map<String, Object> of(PartitionInfo partition) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", partition.name());
        answer.put(
                "from",
                partition
                        .range()
                        .map(PartitionRange::from)
                        .map(PartitionJson::bound)
                        .orElse(null));
        answer.put(
                "to",
                partition
                        .range()
                        .map(PartitionRange::to)
                        .map(PartitionJson::bound)
                        .orElse(null));
        answer.put("default", partition.range().isEmpty());
        answer.put("state", partition.state().text());
        answer.put("goal", partition.goal().map(PartitionState::text).orElse(null));
        answer.put("bytes", partition.bytes());
        answer.put("estimatedRows", partition.estimatedRows());
        return answer;
    }

    static String bound(Instant bound) {
        return bound.equals(Instant.MIN) || bound.equals(Instant.MAX) ? null : bound.toString();
    }

    static Map<String, Object> steps(boolean dryRun, List<PartitionStep> steps) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("dryRun", dryRun);
        answer.put("steps", steps.stream().map(PartitionJson::of).toList());
        return answer;
    }

    static Map<String, Object> of(PartitionStep step) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("partition", step.partition());
        answer.put("action", step.action().text());
        answer.put("subject", step.subject().isEmpty() ? null : step.subject());
        answer.put("reason", step.reason());
        answer.put("outcome", step.outcome().text());
        return answer;
    }
}
