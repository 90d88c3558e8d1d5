package io.auditdb.cli;

import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows retention policies and what they come to. */
final class RetentionView {
    private static final String NEVER = "never";

    private final RootCommand root;
    private final boolean json;

    RetentionView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void show(RetentionPolicy policy, String done) {
        if (json) {
            root.printJson(of(policy));
        } else {
            root.print("Retention policy " + policy.name() + " " + done + ".");
        }
    }

    void showPolicies(List<RetentionPolicy> policies, List<RetentionFloor> floors) {
        if (json) {
            root.printJson(Views.object(
                    "policies",
                    policies.stream().map(RetentionView::of).toList(),
                    "floors",
                    floors.stream().map(RetentionView::of).toList()));
            return;
        }
        var table = new Table(
                root.surroundings().out(), "NAME", "CLASS", "DEFAULT", "ARCHIVE", "DELETE", "MINIMUM", "DESCRIPTION");
        policies.forEach(policy -> table.row(
                policy.name(),
                policy.classification().name(),
                policy.isDefault() ? "yes" : "",
                policy.archiveAfter().map(Period::toString).orElse(NEVER),
                policy.deleteAfter().map(Period::toString).orElse(NEVER),
                policy.minimum().map(Period::toString).orElse(""),
                policy.description()));
        table.flush();
        floors.forEach(floor -> root.print(floor.classification() + " stays for at least " + floor.minimum()
                + " whatever its policy says: " + floor.source()));
    }

    void show(AppliedRetention applied) {
        if (json) {
            root.printJson(Views.object(
                    "policy", applied.policy().map(RetentionView::of).orElse(null),
                    "reason", applied.reason(),
                    "archiveAt", text(applied.archiveAt()),
                    "deleteAt", text(applied.deleteAt())));
            return;
        }
        root.print(applied.policy().map(RetentionPolicy::name).orElse("no policy") + ": " + applied.reason());
        root.print("archive: " + applied.archiveAt().map(Instant::toString).orElse(NEVER));
        root.print("delete:  " + applied.deleteAt().map(Instant::toString).orElse(NEVER));
    }

    void showPlan(List<PartitionRetention> plan) {
        if (json) {
            root.printJson(
                    Map.of("partitions", plan.stream().map(RetentionView::of).toList()));
            return;
        }
        var table =
                new Table(root.surroundings().out(), "PARTITION", "ACTION", "ROWS", "PAST", "HELD", "VETOED", "REASON");
        plan.forEach(it -> table.row(
                it.partition(),
                it.action().text(),
                Long.toString(it.rows()),
                Long.toString(it.past()),
                Long.toString(it.held()),
                Long.toString(it.vetoed()),
                String.join("; ", it.reasons())));
        table.flush();
        root.print(Text.count(plan.size(), "partition") + ".");
    }

    void showSteps(boolean dryRun, List<RetentionStep> steps) {
        if (json) {
            root.printJson(Views.object(
                    "dryRun",
                    dryRun,
                    "partitions",
                    steps.stream().map(RetentionView::of).toList()));
            return;
        }
        var table = new Table(root.surroundings().out(), "PARTITION", "ACTION", "OUTCOME", "REMOVED", "REASON");
        steps.forEach(it -> table.row(
                it.plan().partition(),
                it.plan().action().text(),
                it.outcome().text(),
                Long.toString(it.removed()),
                it.problem().orElseGet(() -> String.join("; ", it.plan().reasons()))));
        table.flush();
        long removed = steps.stream().mapToLong(RetentionStep::removed).sum();
        root.print(dryRun ? "Nothing was changed." : Text.count(removed, "event") + " removed.");
    }

    private static Map<String, Object> of(RetentionStep step) {
        Map<String, Object> object = of(step.plan());
        object.put("outcome", step.outcome().text());
        object.put("removed", step.removed());
        object.put("problem", text(step.problem()));
        return object;
    }

    private static Map<String, Object> of(RetentionPolicy policy) {
        return Views.object(
                "name", policy.name(),
                "classification", policy.classification().name(),
                "default", policy.isDefault(),
                "archiveAfter", text(policy.archiveAfter()),
                "deleteAfter", text(policy.deleteAfter()),
                "minimum", text(policy.minimum()),
                "description", policy.description());
    }

    private static Map<String, Object> of(RetentionFloor floor) {
        return Views.object(
                "classification", floor.classification().name(),
                "minimum", floor.minimum().toString(),
                "source", floor.source());
    }

    private static Map<String, Object> of(PartitionRetention partition) {
        return Views.object(
                "partition", partition.partition(),
                "archive", text(partition.archive()),
                "from", PartitionView.json(partition.range().from()),
                "to", PartitionView.json(partition.range().to()),
                "state", partition.state().text(),
                "rows", partition.rows(),
                "past", partition.past(),
                "held", partition.held(),
                "vetoed", partition.vetoed(),
                "action", partition.action().text(),
                "reasons", partition.reasons());
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }
}
