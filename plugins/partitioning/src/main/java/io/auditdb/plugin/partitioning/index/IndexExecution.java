package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.index.Work.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the statements of changes, one work after the other, and records each that was done. */
final class IndexExecution {
    private static final Logger LOG = LoggerFactory.getLogger(IndexExecution.class);
    private static final String BUILT = """
            INSERT INTO event_index (name, built_at) VALUES (?, now())
            ON CONFLICT (name) DO UPDATE SET built_at = coalesce(event_index.built_at, now())
            """;
    private static final String GONE = "DELETE FROM event_index WHERE name = ?";

    private final Maintainer maintainer;
    private final SystemRecords records;
    private final IndexSettings settings;

    IndexExecution(Maintainer maintainer, SystemRecords records, IndexSettings settings) {
        this.maintainer = maintainer;
        this.records = records;
        this.settings = settings;
    }

    /** Does what can be done; the event table itself has its turn only when all partitions are done. */
    List<IndexStep> run(String principal, Change change) {
        var steps = new ArrayList<IndexStep>();
        if (change.action() == IndexAdvice.Action.ADD) {
            remember(change.index()); // before it is built: who is interrupted has begun it all the same
        }
        for (Work work : change.work()) {
            boolean mayRun = !work.isOnParent()
                    || steps.stream().allMatch(it -> it.step().outcome() == Outcome.DONE);
            Outcome outcome = mayRun ? run(work) : Outcome.PLANNED;
            steps.add(work.step(outcome));
            if (outcome == Outcome.DONE) {
                record(principal, change, work);
            }
        }
        if (isGone(change, steps)) {
            maintainer.transaction(connection -> Maintainer.update(connection, GONE, change.index()));
        }
        return steps;
    }

    private void remember(String index) {
        maintainer.transaction(connection -> Maintainer.update(connection, BUILT, index));
    }

    /** Whether all of an index went, and not only those beyond its scope. */
    private static boolean isGone(Change change, List<IndexStep> steps) {
        return change.action() == IndexAdvice.Action.DROP
                && change.declared()
                        .filter(it -> it.scope() == DeclaredIndex.Scope.NEWEST)
                        .isEmpty()
                && steps.stream().allMatch(it -> it.step().outcome() == Outcome.DONE);
    }

    private Outcome run(Work work) {
        try {
            for (Statement statement : work.statements()) {
                if (statement.brief()) {
                    briefly(statement.sql());
                } else {
                    concurrently(statement.sql());
                }
            }
            LOG.info(
                    "Index {} of {}: {} {}",
                    work.index(),
                    work.partition(),
                    work.action().text(),
                    work.reason());
            return Outcome.DONE;
        } catch (AuditDbException e) {
            if (e.code().kind() == ErrorKind.CALLER || e.code() == StandardErrorCode.STOPPING) {
                throw e;
            }
            LOG.warn(
                    "Index {} of {}: {} failed",
                    work.index(),
                    work.partition(),
                    work.action().text(),
                    e);
            return Outcome.FAILED;
        }
    }

    /** Nobody waits behind a build, so it may wait for long; one that gives up leaves an index that is dropped. */
    private void concurrently(String sql) {
        maintainer.session(connection -> {
            Maintainer.execute(
                    connection, "SET lock_timeout = " + settings.buildWait().toMillis());
            try {
                Maintainer.execute(connection, sql);
            } finally {
                Maintainer.execute(connection, "RESET lock_timeout");
            }
            return null;
        });
    }

    /** Everybody waits behind this one, so it waits only shortly, again and again. */
    private void briefly(String sql) {
        maintainer.transaction(connection -> {
            Maintainer.lockTree(connection);
            maintainer.waitBriefly(connection);
            Maintainer.execute(connection, sql);
            return null;
        });
    }

    private void record(String principal, Change change, Work work) {
        records.record(
                principal,
                "index." + change.action().name().toLowerCase(Locale.ROOT),
                new Target("index", work.index()),
                Map.of("partition", work.partition(), "definition", change.definition(), "reason", work.reason()));
    }
}
