package io.auditdb.cli;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.Transition;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorReport;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows what has failed, and what is not asked because it failed. */
final class FailureView {
    private final RootCommand root;
    private final boolean json;

    FailureView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void show(ErrorReport report) {
        if (json) {
            root.printJson(of(report));
            return;
        }
        var table = new Table(
                root.surroundings().out(),
                "FINGERPRINT",
                "SEVERITY",
                "CATEGORY",
                "CODE",
                "STATE",
                "COUNT",
                "TREND",
                "LAST");
        for (ErrorGroup group : report.groups()) {
            table.row(
                    group.fingerprint(),
                    text(group.category().severity()),
                    text(group.category()),
                    group.code(),
                    group.sqlState().orElse("-"),
                    Long.toString(group.count()),
                    text(group.trend()),
                    group.last().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        table.flush();
        long all = report.groups().stream().mapToLong(ErrorGroup::count).sum();
        root.print(Text.count(all, "error") + " since "
                + report.since().truncatedTo(ChronoUnit.SECONDS)
                + (report.forgotten() == 0 ? "." : "; " + Text.count(report.forgotten(), "kind") + " forgotten."));
    }

    void show(ErrorGroup group) {
        if (json) {
            root.printJson(of(group));
            return;
        }
        line("fingerprint", group.fingerprint());
        line("category", text(group.category()));
        line("severity", text(group.category().severity()));
        line("action", text(group.category().action()));
        line("code", group.code());
        line("message", group.message());
        line("type", group.type());
        line("SQLSTATE", group.sqlState().orElse(""));
        line("count", group.count() + ", " + text(group.trend()));
        line("first", group.first().toString());
        line("last", group.last().toString());
        line("per minute", group.perMinute().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        group.frames().forEach(frame -> line("at", frame));
        line("operation", group.context().operation());
        line("tenant", group.context().tenant());
        line("principal", group.context().principal());
        line("instance", group.context().instance());
        line("correlation id", group.context().correlationId());
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            root.print(Text.oneLine(String.format(Locale.ROOT, "%-16s%s", name, value)));
        }
    }

    void show(List<BreakerReport> breakers) {
        if (json) {
            root.printJson(
                    Map.of("breakers", breakers.stream().map(FailureView::of).toList()));
            return;
        }
        var table = new Table(
                root.surroundings().out(), "NAME", "STATE", "SINCE", "TRIED IN", "FAILURES", "REFUSED", "WHY");
        for (BreakerReport breaker : breakers) {
            table.row(
                    breaker.name(),
                    breaker.state().text(),
                    breaker.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                    breaker.retryAfter().map(Text::seconds).orElse("-"),
                    Long.toString(breaker.failures()),
                    Long.toString(breaker.refused()),
                    breaker.transitions().stream()
                            .findFirst()
                            .map(Transition::reason)
                            .orElse(""));
        }
        table.flush();
    }

    private static Map<String, Object> of(ErrorReport report) {
        return Views.object(
                "since", report.since().toString(),
                "forgotten", report.forgotten(),
                "errors", report.groups().stream().map(FailureView::of).toList());
    }

    private static Map<String, Object> of(ErrorGroup group) {
        return Views.object(
                "fingerprint", group.fingerprint(),
                "category", text(group.category()),
                "severity", text(group.category().severity()),
                "action", text(group.category().action()),
                "code", group.code(),
                "type", group.type(),
                "sqlState", group.sqlState().orElse(null),
                "message", group.message(),
                "count", group.count(),
                "first", group.first().toString(),
                "last", group.last().toString(),
                "trend", text(group.trend()),
                "perMinute", group.perMinute(),
                "frames", group.frames(),
                "context", of(group.context()));
    }

    private static Map<String, Object> of(ErrorGroup.Context context) {
        return Views.object(
                "operation", context.operation(),
                "tenant", context.tenant(),
                "principal", context.principal(),
                "instance", context.instance(),
                "correlationId", context.correlationId());
    }

    private static Map<String, Object> of(BreakerReport breaker) {
        return Views.object(
                "name", breaker.name(),
                "state", breaker.state().text(),
                "since", breaker.since().toString(),
                "retryAfterMillis", breaker.retryAfter().map(Duration::toMillis).orElse(null),
                "failures", breaker.failures(),
                "refused", breaker.refused(),
                "transitions",
                        breaker.transitions().stream().map(FailureView::of).toList());
    }

    private static Map<String, Object> of(Transition transition) {
        return Views.object(
                "at", transition.at().toString(),
                "from", transition.from().text(),
                "to", transition.to().text(),
                "reason", transition.reason());
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
