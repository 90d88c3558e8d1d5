package io.auditdb.api.operations;

import java.util.List;

/**
 * What to change, and how far one can trust that nothing else is.
 *
 * @param advice what to do, by advisors, of each the most urgent first
 * @param remarks what could not be judged, and why; empty when nothing is in doubt
 */
public record AdviceReport(List<Advice> advice, List<String> remarks) {
    /** Copies the lists. */
    public AdviceReport {
        advice = List.copyOf(advice);
        remarks = List.copyOf(remarks);
    }
}
