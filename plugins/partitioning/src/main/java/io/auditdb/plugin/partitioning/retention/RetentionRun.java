package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.PartitionRetention.Action;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.plugin.partitioning.Archiving;
import io.auditdb.plugin.partitioning.Dropping;
import io.auditdb.plugin.partitioning.LifeState;
import io.auditdb.plugin.partitioning.Maintainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a plan out, partition by partition. Safe for use by many threads. */
public final class RetentionRun {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRun.class);

    private static final String FINISHED = """
            INSERT INTO retention_run (finished_at) VALUES (clock_timestamp())
            ON CONFLICT (only_row) DO UPDATE SET finished_at = excluded.finished_at
            """;

    private final Maintainer maintainer;
    private final RetentionPlan plan;
    private final Thinning thinning;
    private final Dropping dropping;
    private final Archiving archiving;
    private final EventArchives archives;
    private final SystemRecords records;

    public RetentionRun(
            Maintainer maintainer,
            RetentionPlan plan,
            Thinning thinning,
            Dropping dropping,
            Archiving archiving,
            EventArchives archives,
            SystemRecords records) {
        this.maintainer = maintainer;
        this.plan = plan;
        this.thinning = thinning;
        this.dropping = dropping;
        this.archiving = archiving;
        this.archives = archives;
        this.records = records;
    }

    /** Does what can be done: one partition that cannot be thinned or dropped now does not keep the next from its turn. */
    List<RetentionStep> run(String principal) {
        var steps = new ArrayList<RetentionStep>();
        boolean alone = maintainer.alonePatiently(() -> plan.read().forEach(it -> steps.add(run(principal, it))));
        if (!alone) {
            return planned();
        }
        if (steps.stream().noneMatch(it -> it.outcome() == Outcome.FAILED)) {
            maintainer.transaction(connection -> Maintainer.update(connection, FINISHED));
        }
        return steps;
    }

    /** Returns the steps as they would be tried. */
    List<RetentionStep> planned() {
        return plan.read().stream().map(RetentionStep::planned).toList();
    }

    private RetentionStep run(String principal, PartitionRetention partition) {
        if (partition.action() == Action.KEEP) {
            return RetentionStep.planned(partition);
        }
        if (partition.action() == Action.UNKNOWN) {
            return new RetentionStep(partition, Outcome.FAILED, 0, Optional.of(String.join("; ", partition.reasons())));
        }
        var removed = new AtomicLong();
        try {
            Optional<String> problem = carryOut(principal, partition, removed);
            Outcome outcome = problem.isEmpty() ? Outcome.DONE : Outcome.FAILED;
            LOG.info(
                    "Partition {}: {} {}",
                    partition.partition(),
                    partition.action().text(),
                    outcome.text());
            return new RetentionStep(partition, outcome, removed.get(), problem);
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.STOPPING) {
                throw e;
            }
            if (e.code() == StandardErrorCode.SERVICE_UNAVAILABLE) { // what it takes is not switched on
                return new RetentionStep(partition, Outcome.PLANNED, 0, Optional.of(e.getMessage()));
            }
            LOG.warn(
                    "Partition {}: {} failed",
                    partition.partition(),
                    partition.action().text(),
                    e);
            return new RetentionStep(partition, Outcome.FAILED, removed.get(), Optional.of(e.getMessage()));
        }
    }

    private Optional<String> carryOut(String principal, PartitionRetention partition, AtomicLong removed) {
        if (partition.archive().isPresent()) {
            return removeArchived(principal, partition, removed);
        }
        return switch (partition.action()) {
            case KEEP, UNKNOWN -> Optional.empty();
            case ARCHIVE -> archive(principal, partition);
            case THIN -> thin(principal, partition, removed);
            case DROP -> drop(principal, partition, removed);
        };
    }

    private Optional<String> archive(String principal, PartitionRetention partition) {
        archiving.archive(
                principal, new LifeState(partition.partition(), partition.range(), partition.state(), null, true));
        return Optional.empty();
    }

    /** Whatever of it may go goes in one transaction; an archive of which all goes is no more. */
    private Optional<String> removeArchived(String principal, PartitionRetention partition, AtomicLong removed) {
        UUID archive = partition.archive().orElseThrow();
        var from = new Target("archive", archive.toString());
        removed.set(archives.thin(
                archive,
                (transaction, table) -> thinning.thin(transaction, principal, from, table, partition.range())));
        records.committed();
        return removed.get() == 0 ? Optional.of("stays after all: nothing in it may go now") : Optional.empty();
    }

    private Optional<String> thin(String principal, PartitionRetention partition, AtomicLong removed) {
        thinning.thin(principal, partition.partition(), partition.range(), step -> {
            LOG.info("Partition {}: {} events removed", partition.partition(), removed.addAndGet(step));
        });
        return Optional.empty();
    }

    private Optional<String> drop(String principal, PartitionRetention partition, AtomicLong removed) {
        LifeState life = maintainer.transaction(connection -> {
            LifeState.add( // one that was not on record
                    connection, partition.partition(), partition.range(), partition.state(), null);
            return new LifeState(partition.partition(), partition.range(), partition.state(), null, true);
        });
        Optional<String> objection = dropping.drop(principal, life, plan);
        if (objection.isEmpty()) {
            removed.set(partition.rows());
        }
        return objection.map(why -> "stays after all: " + why);
    }
}
