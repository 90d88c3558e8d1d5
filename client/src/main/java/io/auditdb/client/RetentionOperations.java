package io.auditdb.client;

import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.event.Classification;
import java.time.Instant;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Legal holds, retention policies and what they come to. Throws as {@link AuditDbClient} does; changes are never repeated
 * by themselves. Safe for use by many threads.
 */
public final class RetentionOperations {
    private static final String HOLDS = "/v1/holds";
    private static final String RETENTION = "/v1/retention";
    private static final String POLICIES = RETENTION + "/policies";

    private final Transport transport;

    RetentionOperations(Transport transport) {
        this.transport = transport;
    }

    /** Places a hold on the events that match everything named; it is in force when this returns. */
    public LegalHold addHold(HoldScope scope, String issuer, String reason) {
        var json = new LinkedHashMap<String, Object>();
        json.put("tenant", scope.tenant());
        json.put("principal", scope.principal());
        json.put("subject", scope.subject());
        json.put("targetType", scope.targetType());
        json.put("targetId", scope.targetId());
        json.put("from", text(scope.from()));
        json.put("to", text(scope.to()));
        json.put("action", scope.action());
        json.put("status", scope.status() == null ? null : scope.status().name().toLowerCase(Locale.ROOT));
        json.put(
                "classification",
                scope.classification() == null ? null : scope.classification().name());
        json.put("correlationId", scope.correlationId());
        json.put("text", scope.text());
        json.put("issuer", issuer);
        json.put("reason", reason);
        try (Answer answer = change(HOLDS, json)) {
            return answer.json(RetentionAnswers::hold);
        }
    }

    /** Returns holds, those in force first; with {@code released} also those that have ended. */
    public List<LegalHold> holds(boolean released) {
        String parameters = new QueryString().add("released", released).toString();
        try (Answer answer = transport.send(Call.get(HOLDS + parameters))) {
            return answer.json(json -> RetentionAnswers.list(json, "holds", RetentionAnswers::hold));
        }
    }

    /** Ends a hold. */
    public LegalHold releaseHold(UUID id, String reason) {
        try (Answer answer = change(HOLDS + "/" + id + "/release", Map.of("reason", reason))) {
            return answer.json(RetentionAnswers::hold);
        }
    }

    /** Returns all policies, by classification and name. */
    public List<RetentionPolicy> policies() {
        try (Answer answer = transport.send(Call.get(POLICIES))) {
            return answer.json(json -> RetentionAnswers.list(json, "policies", RetentionAnswers::policy));
        }
    }

    /** Returns what the law asks at least, by classification. */
    public List<RetentionFloor> floors() {
        try (Answer answer = transport.send(Call.get(POLICIES))) {
            return answer.json(json -> RetentionAnswers.list(json, "floors", RetentionAnswers::floor));
        }
    }

    /** Adds a policy, and returns it. */
    public RetentionPolicy addPolicy(RetentionPolicy policy) {
        return write(POLICIES, policy);
    }

    /** Puts a policy in the place of the one of the same name, and returns it. */
    public RetentionPolicy changePolicy(RetentionPolicy policy) {
        return write(POLICIES + "/" + QueryString.encode(policy.name()), policy);
    }

    private RetentionPolicy write(String path, RetentionPolicy policy) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", policy.name());
        json.put("classification", policy.classification().name());
        json.put("default", policy.isDefault());
        json.put("archiveAfter", policy.archiveAfter().map(Period::toString).orElse(null));
        json.put("deleteAfter", policy.deleteAfter().map(Period::toString).orElse(null));
        json.put("minimum", policy.minimum().map(Period::toString).orElse(null));
        json.put("description", policy.description());
        try (Answer answer = change(path, json)) {
            return answer.json(RetentionAnswers::policy);
        }
    }

    /** Returns how long an event stays that names this policy (null for none) and occurred then (null for now). */
    public AppliedRetention applying(Classification classification, String policy, Instant occurredAt) {
        var parameters = new QueryString()
                .add("classification", classification.name())
                .add("policy", policy)
                .add("at", occurredAt);
        try (Answer answer = transport.send(Call.get(RETENTION + "/applies" + parameters))) {
            return answer.json(RetentionAnswers::applied);
        }
    }

    /** Returns what is to be done with each partition now. */
    public List<PartitionRetention> plan() {
        Call call = Call.get(RETENTION + "/plan").waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(json -> RetentionAnswers.list(json, "partitions", RetentionAnswers::partition));
        }
    }

    /**
     * Carries the plan out, or returns what would be done. It takes as long as it takes; whoever does not wait for the
     * answer asks again, and what is left is done then.
     */
    public List<RetentionStep> apply(boolean dryRun) {
        Call call = Call.post(RETENTION + "/apply")
                .sending(Call.JSON, JsonText.write(Map.of("dryRun", dryRun)))
                .waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(json -> RetentionAnswers.list(json, "partitions", RetentionAnswers::step));
        }
    }

    private Answer change(String path, Map<String, ?> json) {
        return transport.send(Call.post(path).sending(Call.JSON, JsonText.write(json)));
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
