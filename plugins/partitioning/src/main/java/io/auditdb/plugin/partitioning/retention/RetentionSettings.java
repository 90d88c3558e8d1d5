package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/**
 * Bounds of holds, policies and plans.
 *
 * @param maxHolds how many holds may be in force
 * @param maxListedHolds how many are listed
 * @param maxPolicies how many policies there may be
 * @param maxGroups how many tenants, each with its policies, one partition may have in a plan
 * @param overdueAfter how long retention need not have been carried out before somebody is told
 * @param stepRows how many events one transaction deletes from a partition that stays
 */
public record RetentionSettings(
        @Setting(value = "Most legal holds that may be in force at once", defaultValue = "1000")
        int maxHolds,

        @Setting(value = "Most legal holds that a list shows, released ones last", defaultValue = "10000")
        int maxListedHolds,

        @Setting(value = "Most retention policies", defaultValue = "200")
        int maxPolicies,

        @Setting(
                value = "Most combinations of tenant and policy that one partition may have in a retention plan",
                defaultValue = "100000")
        int maxGroups,

        @Setting(
                value = "How long it is since retention was carried out, or was first due, until it is overdue",
                defaultValue = "31d")
        Duration overdueAfter,

        @Setting(
                value = "Events that one transaction deletes from a partition that is thinned; each keeps its account",
                defaultValue = "5000")
        int stepRows) {
    /** Checks the bounds. */
    public RetentionSettings {
        if (stepRows < 1 || stepRows > 100_000) {
            throw new IllegalArgumentException("step-rows must be between 1 and 100000");
        }
        if (overdueAfter.isNegative()) {
            throw new IllegalArgumentException("overdue-after must not be negative");
        }
        if (maxHolds < 1 || maxListedHolds < maxHolds || maxPolicies < 1 || maxGroups < 1) {
            throw new IllegalArgumentException("bounds must be at least 1, and max-listed-holds at least max-holds");
        }
    }
}
