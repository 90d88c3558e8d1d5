package io.auditdb.plugin.httpapi;

import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import java.time.Instant;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Policies and plans as answers show them. */
final class RetentionJson {
    private RetentionJson() {}

    static Map<String, Object> policies(List<RetentionPolicy> policies, List<RetentionFloor> floors) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("policies", policies.stream().map(RetentionJson::of).toList());
        answer.put("floors", floors.stream().map(RetentionJson::of).toList());
        return answer;
    }

    static Map<String, Object> of(RetentionPolicy policy) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", policy.name());
        answer.put("classification", policy.classification().name());
        answer.put("default", policy.isDefault());
        answer.put("archiveAfter", policy.archiveAfter().map(Period::toString).orElse(null));
        answer.put("deleteAfter", policy.deleteAfter().map(Period::toString).orElse(null));
        answer.put("minimum", policy.minimum().map(Period::toString).orElse(null));
        answer.put("description", policy.description());
        return answer;
    }

    private static Map<String, Object> of(RetentionFloor floor) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("classification", floor.classification().name());
        answer.put("minimum", floor.minimum().toString());
        answer.put("source", floor.source());
        return answer;
    }

    static Map<String, Object> of(AppliedRetention applied) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("policy", applied.policy().map(RetentionJson::of).orElse(null));
        answer.put("reason", applied.reason());
        answer.put("archiveAt", applied.archiveAt().map(Instant::toString).orElse(null));
        answer.put("deleteAt", applied.deleteAt().map(Instant::toString).orElse(null));
        return answer;
    }

    static Map<String, Object> plan(List<PartitionRetention> plan) {
        return Map.of("partitions", plan.stream().map(RetentionJson::of).toList());
    }

    static Map<String, Object> steps(boolean dryRun, List<RetentionStep> steps) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("dryRun", dryRun);
        answer.put("partitions", steps.stream().map(RetentionJson::of).toList());
        return answer;
    }

    private static Map<String, Object> of(RetentionStep step) {
        Map<String, Object> answer = of(step.plan());
        answer.put("outcome", step.outcome().text());
        answer.put("removed", step.removed());
        answer.put("problem", step.problem().orElse(null));
        return answer;
    }

    private static Map<String, Object> of(PartitionRetention partition) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("partition", partition.partition());
        answer.put("archive", partition.archive().map(UUID::toString).orElse(null));
        answer.put("from", PartitionJson.bound(partition.range().from()));
        answer.put("to", PartitionJson.bound(partition.range().to()));
        answer.put("state", partition.state().text());
        answer.put("rows", partition.rows());
        answer.put("past", partition.past());
        answer.put("held", partition.held());
        answer.put("vetoed", partition.vetoed());
        answer.put("action", partition.action().text());
        answer.put("reasons", partition.reasons());
        return answer;
    }
}
