package io.auditdb.plugin.httpapi;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.Violation;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Verifications as the JSON objects that outsiders see. */
final class VerificationJson {
    private VerificationJson() {}

    /** Returns what a verification found. */
    static Map<String, Object> of(VerificationReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("intact", report.intact());
        answer.putAll(coverage(report.coverage()));
        answer.put("startedAt", report.startedAt().toString());
        answer.put("durationMillis", report.duration().toMillis());
        answer.put(
                "checkpoint",
                report.checkpoint().map(VerificationJson::checkpoint).orElse(null));
        answer.put(
                "intactUpTo",
                report.intactUpTo().map(VerificationJson::checkpoint).orElse(null));
        answer.put("violationCount", report.violationCount());
        answer.put(
                "violations",
                report.violations().stream().map(VerificationJson::violation).toList());
        answer.put("remarks", report.remarks());
        return answer;
    }

    /** Returns what is on record of a verification. */
    static Map<String, Object> of(RecordedVerification run) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", run.id().toString());
        answer.put("intact", run.violationCount() == 0);
        answer.put("authentic", run.authentic());
        answer.putAll(coverage(run.coverage()));
        answer.put("startedAt", run.startedAt().toString());
        answer.put("durationMillis", run.duration().toMillis());
        answer.put("violationCount", run.violationCount());
        answer.put("firstViolation", run.firstViolation().orElse(null));
        return answer;
    }

    private static Map<String, Object> coverage(VerificationCoverage coverage) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("kind", coverage.kind().name().toLowerCase(Locale.ROOT));
        answer.put("fromLeaf", coverage.fromLeaf());
        answer.put("toLeaf", coverage.toLeaf());
        answer.put("events", coverage.events());
        answer.put("unsealed", coverage.unsealed());
        answer.put("batches", coverage.batches());
        answer.put("checkpoints", coverage.checkpoints());
        return answer;
    }

    private static Map<String, Object> checkpoint(Checkpoint checkpoint) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("origin", checkpoint.origin());
        answer.put("size", checkpoint.size());
        answer.put("root", Base64.getEncoder().encodeToString(checkpoint.root()));
        answer.put("signedAt", checkpoint.signedAt().toString());
        return answer;
    }

    static Map<String, Object> violation(Violation violation) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("kind", violation.kind().name());
        answer.put("tenant", violation.tenant().orElse(null));
        answer.put("event", violation.event().map(UUID::toString).orElse(null));
        answer.put("description", violation.description());
        return answer;
    }
}
