package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.Transition;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Failures as answers show them. */
final class FailureJson {
    private FailureJson() {}

    static Map<String, Object> of(ErrorReport report) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("since", report.since().toString());
        answer.put("forgotten", report.forgotten());
        answer.put("errors", report.groups().stream().map(FailureJson::of).toList());
        return answer;
    }

    static Map<String, Object> of(ErrorGroup group) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("fingerprint", group.fingerprint());
        answer.put("category", text(group.category()));
        answer.put("severity", text(group.category().severity()));
        answer.put("action", text(group.category().action()));
        answer.put("code", group.code());
        answer.put("type", group.type());
        answer.put("sqlState", group.sqlState().orElse(null));
        answer.put("message", group.message());
        answer.put("count", group.count());
        answer.put("first", group.first().toString());
        answer.put("last", group.last().toString());
        answer.put("trend", text(group.trend()));
        answer.put("perMinute", group.perMinute());
        answer.put("frames", group.frames());
        answer.put("context", of(group.context()));
        return answer;
    }

    private static Map<String, Object> of(ErrorGroup.Context context) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("operation", context.operation());
        answer.put("tenant", context.tenant());
        answer.put("principal", context.principal());
        answer.put("instance", context.instance());
        answer.put("correlationId", context.correlationId());
        return answer;
    }

    static Map<String, Object> of(BreakerReport breaker) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", breaker.name());
        answer.put("state", breaker.state().text());
        answer.put("since", breaker.since().toString());
        answer.put(
                "retryAfterMillis", breaker.retryAfter().map(Duration::toMillis).orElse(null));
        answer.put("failures", breaker.failures());
        answer.put("refused", breaker.refused());
        answer.put(
                "transitions",
                breaker.transitions().stream().map(FailureJson::of).toList());
        return answer;
    }

    private static Map<String, Object> of(Transition transition) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("at", transition.at().toString());
        answer.put("from", transition.from().text());
        answer.put("to", transition.to().text());
        answer.put("reason", transition.reason());
        return answer;
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
