package io.auditdb.cli;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import java.util.Map;

/** Shows what to change, and what that rests on. */
final class AdviceView {
    private final RootCommand root;

    AdviceView(RootCommand root) {
        this.root = root;
    }

    void show(AdviceReport report) {
        report.advice().forEach(this::show);
        report.remarks().forEach(it -> root.print("Note: " + it));
        if (report.advice().isEmpty()) {
            root.print("Nothing to change.");
        }
    }

    private void show(Advice advice) {
        root.print(advice.kind() + ": " + advice.subject());
        root.print("  " + advice.recommendation());
        root.print("  because " + advice.evidence());
        advice.statements().forEach(it -> root.print("    " + it));
    }

    static Map<String, Object> of(AdviceReport report) {
        return Views.object(
                "advice", report.advice().stream().map(AdviceView::of).toList(), "remarks", report.remarks());
    }

    static Map<String, Object> of(Advice advice) {
        return Views.object(
                "kind", advice.kind(),
                "subject", advice.subject(),
                "recommendation", advice.recommendation(),
                "evidence", advice.evidence(),
                "statements", advice.statements());
    }
}
