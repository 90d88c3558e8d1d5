package io.auditdb.client;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import io.auditdb.api.operations.BreakerReport.Transition;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorReport;
import io.auditdb.api.storage.ErrorRecovery.Category;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the JSON of failures into the types of the api. */
final class FailureAnswers {
    private FailureAnswers() {}

    static ErrorReport report(JsonObject json) {
        return new ErrorReport(
                json.time("since"),
                json.number("forgotten"),
                RetentionAnswers.list(json, "errors", FailureAnswers::group));
    }

    static ErrorGroup group(JsonObject json) {
        JsonObject context = json.requiredObject("context");
        return new ErrorGroup(
                json.required("fingerprint"),
                Category.valueOf(json.required("category").toUpperCase(Locale.ROOT)),
                json.required("code"),
                json.required("type"),
                Optional.ofNullable(json.text("sqlState")),
                json.required("message"),
                json.texts("frames"),
                json.number("count"),
                json.time("first"),
                json.time("last"),
                json.array("perMinute").stream()
                        .map(count -> ((Long) count).intValue())
                        .toList(),
                new ErrorGroup.Context(
                        context.required("operation"),
                        context.required("tenant"),
                        context.required("principal"),
                        context.required("instance"),
                        context.required("correlationId")));
    }

    static List<BreakerReport> breakers(JsonObject json) {
        return RetentionAnswers.list(json, "breakers", FailureAnswers::breaker);
    }

    private static BreakerReport breaker(JsonObject json) {
        return new BreakerReport(
                json.required("name"),
                State.parse(json.required("state")),
                json.time("since"),
                json.has("retryAfterMillis")
                        ? Optional.of(Duration.ofMillis(json.number("retryAfterMillis")))
                        : Optional.empty(),
                json.number("failures"),
                json.number("refused"),
                RetentionAnswers.list(
                        json,
                        "transitions",
                        it -> new Transition(
                                it.time("at"),
                                State.parse(it.required("from")),
                                State.parse(it.required("to")),
                                it.required("reason"))));
    }
}
