package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.security.Access;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service: who may, and that each change is checked against all policies and recorded in its own transaction. */
public final class Retention implements RetentionManager {
    private final Maintainer maintainer;
    private final SystemRecords records;
    private final RetentionSettings settings;
    private final RetentionPlan plan;
    private final RetentionRun run;

    public Retention(
            Maintainer maintainer,
            SystemRecords records,
            RetentionSettings settings,
            RetentionPlan plan,
            RetentionRun run) {
        this.maintainer = maintainer;
        this.records = records;
        this.settings = settings;
        this.plan = plan;
        this.run = run;
    }

    @Override
    public List<RetentionPolicy> policies(Access by) {
        Rules.requireOperator(by);
        return maintainer.read(PolicyTable::policies);
    }

    @Override
    public List<RetentionFloor> floors(Access by) {
        Rules.requireOperator(by);
        return maintainer.read(PolicyTable::floors);
    }

    @Override
    public AppliedRetention applying(Access by, Classification classification, String policy, Instant occurredAt) {
        return AppliedPolicy.of(policies(by), floors(by), classification, policy, occurredAt);
    }

    @Override
    public void add(Access by, RetentionPolicy policy) {
        change(by, "retention.policy.add", policy, (connection, earlier, count) -> {
            if (earlier.isPresent()) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT, "There is a policy " + policy.name() + " already");
            }
            if (count >= settings.maxPolicies()) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "There are " + count + " policies, which is the most there may be"
                                + " (plugins.partitioning.retention.max-policies)");
            }
            PolicyTable.add(connection, policy);
        });
    }

    @Override
    public void change(Access by, RetentionPolicy policy) {
        change(by, "retention.policy.change", policy, (connection, earlier, count) -> {
            if (earlier.isEmpty()) {
                throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no such policy");
            }
            PolicyTable.change(connection, policy);
        });
    }

    private interface Write {
        void run(Connection connection, Optional<RetentionPolicy> earlier, int count) throws SQLException;
    }

    private void change(Access by, String action, RetentionPolicy policy, Write write) {
        requireAllTenants(by, "Policies hold for all tenants; a caller of some cannot change them");
        maintainer.transaction(connection -> {
            Rules.lockForChange(connection);
            List<RetentionPolicy> all = PolicyTable.policies(connection);
            Rules.check("The policy cannot be used", PolicyFaults.of(policy, all, PolicyTable.floors(connection)));
            Optional<RetentionPolicy> earlier =
                    all.stream().filter(it -> it.name().equals(policy.name())).findFirst();
            write.run(connection, earlier, all.size());
            records.record(
                    connection,
                    by.principal(),
                    action,
                    new Target("retention-policy", policy.name()),
                    details(policy, earlier));
            return null;
        });
        records.committed();
    }

    private static void requireAllTenants(Access by, String otherwise) {
        Rules.requireOperator(by);
        if (!by.tenants().isEmpty()) {
            throw new AuditDbException(StandardErrorCode.FORBIDDEN, otherwise);
        }
    }

    private static Map<String, Object> details(RetentionPolicy policy, Optional<RetentionPolicy> earlier) {
        Map<String, Object> details = details(policy);
        earlier.ifPresent(it -> details.put("earlier", details(it)));
        return details;
    }

    private static Map<String, Object> details(RetentionPolicy policy) {
        var details = new LinkedHashMap<String, Object>();
        details.put("classification", policy.classification().name());
        details.put("default", policy.isDefault());
        details.put("archiveAfter", PolicyTable.text(policy.archiveAfter()));
        details.put("deleteAfter", PolicyTable.text(policy.deleteAfter()));
        details.put("minimum", PolicyTable.text(policy.minimum()));
        return details;
    }

    @Override
    public List<PartitionRetention> plan(Access by) {
        Rules.requireOperator(by);
        return plan.read();
    }

    @Override
    public List<RetentionStep> apply(Access by, boolean dryRun) {
        if (dryRun) {
            Rules.requireOperator(by);
            return run.planned();
        }
        requireAllTenants(by, "Partitions hold the events of all tenants; a caller of some cannot have them removed");
        return run.run(by.principal());
    }
}
