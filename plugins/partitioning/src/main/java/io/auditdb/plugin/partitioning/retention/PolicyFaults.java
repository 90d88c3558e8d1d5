package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.error.Fault;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Everything that is wrong with a policy: in itself, against the law, and against the other policies. */
final class PolicyFaults {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
    private static final int MAX_YEARS = 1000;

    private final RetentionPolicy policy;
    private final List<RetentionPolicy> others;
    private final List<RetentionFloor> floors;
    private final List<Fault> faults = new ArrayList<>();

    private PolicyFaults(RetentionPolicy policy, List<RetentionPolicy> others, List<RetentionFloor> floors) {
        this.policy = policy;
        this.others = others;
        this.floors = floors;
    }

    /** Returns the faults; {@code all} may hold an earlier policy of the same name, which does not count. */
    static List<Fault> of(RetentionPolicy policy, List<RetentionPolicy> all, List<RetentionFloor> floors) {
        List<RetentionPolicy> others = all.stream()
                .filter(it -> !it.name().equals(policy.name()) && it.classification() == policy.classification())
                .toList();
        return new PolicyFaults(policy, others, floors).find();
    }

    private List<Fault> find() {
        if (!NAME.matcher(policy.name()).matches()) {
            fault(
                    "/name",
                    "must be 1 to 100 letters, digits, underscores, dots and dashes, the first a letter or digit");
        }
        Rules.text("/description", policy.description()).ifPresent(faults::add);
        span("/archiveAfter", policy.archiveAfter());
        span("/deleteAfter", policy.deleteAfter());
        span("/minimum", policy.minimum());
        if (faults.isEmpty()) {
            itself();
            law();
            others.forEach(this::against);
        }
        return faults;
    }

    private void span(String path, Optional<Period> span) {
        span.filter(it -> it.isNegative() || it.isZero() || it.toTotalMonths() > 12 * MAX_YEARS)
                .ifPresent(it -> fault(path, it + " must be more than nothing, and at most " + MAX_YEARS + " years"));
    }

    private void itself() {
        policy.deleteAfter().ifPresent(end -> {
            policy.minimum()
                    .filter(minimum -> CalendarSpan.isShorter(end, minimum))
                    .ifPresent(
                            minimum -> fault("/deleteAfter", end + " is below the policy's own minimum, " + minimum));
            policy.archiveAfter()
                    .filter(start -> !CalendarSpan.isShorter(start, end) || CalendarSpan.isShorter(end, start))
                    .ifPresent(start -> fault("/archiveAfter", start + " must be before deleteAfter, " + end));
        });
    }

    private void law() {
        for (RetentionFloor floor : floors) {
            if (floor.classification() == policy.classification()) {
                policy.deleteAfter()
                        .filter(end -> CalendarSpan.isShorter(end, floor.minimum()))
                        .ifPresent(end -> fault(
                                "/deleteAfter",
                                end + " is below " + floor.minimum() + ", which the law asks of "
                                        + floor.classification() + " (" + floor.source() + ")"));
            }
        }
    }

    private void against(RetentionPolicy other) {
        if (other.isDefault() && policy.isDefault()) {
            fault("/default", other.name() + " is the default of " + policy.classification() + " already");
        }
        if (other.isDefault()) {
            below("/deleteAfter", policy, other);
        }
        if (policy.isDefault()) {
            below("/minimum", other, policy);
        }
    }

    private void below(String path, RetentionPolicy lower, RetentionPolicy standard) {
        if (lower.deleteAfter().isPresent()
                && standard.minimum().isPresent()
                && CalendarSpan.isShorter(
                        lower.deleteAfter().get(), standard.minimum().get())) {
            fault(
                    path,
                    lower.name() + " deletes after " + lower.deleteAfter().get() + ", which is below "
                            + standard.minimum().get() + ", the minimum of " + standard.name() + ", the default of "
                            + standard.classification());
        }
    }

    private void fault(String path, String problem) {
        faults.add(new Fault(path, problem));
    }
}
