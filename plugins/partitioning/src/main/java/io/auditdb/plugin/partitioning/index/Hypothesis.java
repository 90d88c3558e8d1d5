package io.auditdb.plugin.partitioning.index;

import java.util.OptionalLong;

/**
 * What the planner makes of an index that is not there.
 *
 * @param text in a sentence
 * @param isRefuted whether the planner was asked, and would not use it
 * @param bytes how large it would be; empty when that was not asked
 */
record Hypothesis(String text, boolean isRefuted, OptionalLong bytes) {
    static Hypothesis unchecked(String why) {
        return new Hypothesis("not checked: " + why, false, OptionalLong.empty());
    }
}
