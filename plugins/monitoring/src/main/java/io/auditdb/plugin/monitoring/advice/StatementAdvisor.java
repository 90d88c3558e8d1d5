package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.api.operations.StatementReport.Statement;
import io.auditdb.plugin.monitoring.statement.Regressions;
import io.auditdb.plugin.monitoring.statement.Regressions.Regression;
import io.auditdb.plugin.monitoring.statement.StatementReports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statements that are slow, and statements that have become so. */
final class StatementAdvisor implements Advisor {
    private static final int LIMIT = 20;
    private static final int FEWEST_CALLS = 3;
    private static final int TEXT = 200;

    private final StatementReports reports;
    private final Regressions regressions;
    private final Duration slow;

    StatementAdvisor(StatementReports reports, Regressions regressions, Duration slow) {
        this.reports = reports;
        this.regressions = regressions;
        this.slow = slow;
    }

    @Override
    public String name() {
        return "statements";
    }

    /** What ran once or twice may have been somebody's export; what is a word only, as VACUUM, is meant to take its time. */
    @Override
    public AdviceReport advise() {
        StatementReport report =
                reports.report(new StatementQuery(Duration.ofDays(1), slow, Order.TOTAL, LIMIT, false));
        var advice = new ArrayList<Advice>();
        report.statements().stream()
                .filter(it -> it.calls() >= FEWEST_CALLS && isStatement(it))
                .map(StatementAdvisor::slow)
                .forEach(advice::add);
        regressions.found().stream().map(StatementAdvisor::slower).forEach(advice::add);
        return new AdviceReport(advice, report.remarks());
    }

    private static boolean isStatement(Statement it) {
        return it.text().indexOf(' ') > 0 && !it.node().equals(StatementReport.PLATFORM);
    }

    private static Advice slow(Statement statement) {
        String advice = statement.advice().isEmpty()
                ? "look at its plan: audit-db performance monitor slow-queries --plans"
                : "it " + String.join("; it ", statement.advice());
        return new Advice(
                "statement-slow",
                statement.id() + " on " + statement.node(),
                advice,
                statement.calls() + " calls took " + statement.mean().toMillis() + " ms on average in the last day, "
                        + Math.round(100 * statement.share()) + " % of the time of all: " + brief(statement.text()),
                List.of());
    }

    private static Advice slower(Regression it) {
        boolean whole = it.node().equals(StatementReport.PLATFORM);
        return new Advice(
                whole ? "operation-slower" : "statement-slower",
                it.id() + " on " + it.node(),
                "look at what was changed then, and at its plan: audit-db performance monitor slow-queries --plans",
                String.format(
                        Locale.ROOT,
                        "it takes %.3f ms on average since %s, %.1f times the %.3f ms of %s; %s: %s",
                        it.meanMillis(),
                        it.since(),
                        it.meanMillis() / it.usualMillis(),
                        it.usualMillis(),
                        it.basis(),
                        it.change().map(change -> "just before came " + change).orElse("no change is on record before"),
                        brief(it.text())),
                List.of());
    }

    private static String brief(String text) {
        return text.length() <= TEXT ? text : text.substring(0, TEXT) + "...";
    }
}
