package io.auditdb.plugin.httpapi;

import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexAdvice.Evidence;
import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.IndexUsage;
import io.auditdb.api.storage.IndexUsage.Counts;
import io.auditdb.api.storage.QueryShape;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Indexes as answers show them. */
final class IndexJson {
    private IndexJson() {}

    static Map<String, Object> usage(List<IndexUsage> indexes) {
        return Map.of("indexes", indexes.stream().map(IndexJson::of).toList());
    }

    private static Map<String, Object> of(IndexUsage usage) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("index", usage.index());
        answer.put("definition", usage.definition());
        answer.put("origin", usage.origin().name().toLowerCase(Locale.ROOT));
        put(answer, usage.counts());
        answer.put("partitions", usage.partitions().stream().map(IndexJson::of).toList());
        return answer;
    }

    private static Map<String, Object> of(IndexUsage.OfPartition partition) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("partition", partition.partition());
        answer.put("index", partition.index());
        answer.put("valid", partition.valid());
        put(answer, partition.counts());
        return answer;
    }

    private static void put(Map<String, Object> answer, Counts counts) {
        answer.put("scans", counts.scans());
        answer.put("tuplesRead", counts.tuplesRead());
        answer.put("tuplesFetched", counts.tuplesFetched());
        answer.put("bytes", counts.bytes());
        answer.put("lastUsed", counts.lastUsed().map(Instant::toString).orElse(null));
    }

    static Map<String, Object> of(IndexAnalysis analysis) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("since", analysis.since().toString());
        answer.put("querySource", analysis.querySource());
        answer.put("querySince", analysis.querySince().toString());
        answer.put("advice", analysis.advice().stream().map(IndexJson::of).toList());
        answer.put("remarks", analysis.remarks());
        return answer;
    }

    private static Map<String, Object> of(IndexAdvice advice) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("action", advice.action().name().toLowerCase(Locale.ROOT));
        answer.put("index", advice.index());
        answer.put("definition", advice.definition());
        answer.put("partitions", advice.partitions());
        answer.put("reason", advice.reason());
        answer.put("evidence", of(advice.evidence()));
        return answer;
    }

    private static Map<String, Object> of(Evidence evidence) {
        var answer = new LinkedHashMap<String, Object>();
        put(answer, evidence.counts());
        answer.put("bytesPerRow", evidence.cost().bytesPerRow());
        answer.put("rowsPerDay", evidence.cost().rowsPerDay());
        answer.put("costBasis", evidence.cost().basis());
        answer.put("queries", evidence.queries().stream().map(IndexJson::of).toList());
        answer.put("hypothesis", evidence.hypothesis().orElse(null));
        return answer;
    }

    private static Map<String, Object> of(QueryShape shape) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("filters", shape.filters());
        answer.put("calls", shape.calls());
        answer.put("meanMicros", shape.mean().map(it -> it.toNanos() / 1000).orElse(null));
        return answer;
    }

    static Map<String, Object> steps(boolean dryRun, List<IndexStep> steps) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("dryRun", dryRun);
        answer.put("steps", steps.stream().map(IndexJson::of).toList());
        return answer;
    }

    private static Map<String, Object> of(IndexStep step) {
        Map<String, Object> answer = PartitionJson.of(step.step());
        answer.put("statements", step.statements());
        return answer;
    }
}
