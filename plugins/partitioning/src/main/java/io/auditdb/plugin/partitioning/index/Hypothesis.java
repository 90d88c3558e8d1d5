package io.auditdb.plugin.partitioning.index;

import io.auditdb.plugin.partitioning.index.PlannedQuery.Plan;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What the planner makes of an index that is not there.
 *
 * @param text in a sentence
 * @param isRefuted whether the planner was asked, and would not use it
 * @param source who was asked
 * @param bytes how large it would be; empty when that was not asked
 */
record Hypothesis(String text, boolean isRefuted, String source, OptionalLong bytes) {
    static Hypothesis unchecked(String why) {
        return new Hypothesis("not checked: " + why, false, "", OptionalLong.empty());
    }

    /** Compares plans of the same query on a partition. */
    static Hypothesis of(String partition, Plan without, Plan with, String index, String source, long bytes) {
        boolean isUsed = with.uses(index);
        String text = isUsed
                ? String.format(
                        Locale.ROOT,
                        "the planner would use it on %s: cost %.1f instead of %.1f",
                        partition,
                        with.cost(),
                        without.cost())
                : "the planner would not use it on " + partition;
        return new Hypothesis(text + " (" + source + ")", !isUsed, source, OptionalLong.of(bytes));
    }
}
