package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.plugin.partitioning.Facts.Statistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps rows and statistics in order, where the numbers call for it. */
final class Upkeep {
    private static final String SUMMARIZE = """
            SELECT brin_summarize_new_values(x.indexrelid)
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am a ON a.oid = i.relam
            WHERE x.indrelid = to_regclass(?) AND a.amname = 'brin' AND x.indisvalid
            """;

    private final Maintainer maintainer;
    private final PartitioningSettings settings;
    private final Clock clock;

    Upkeep(Maintainer maintainer, PartitioningSettings settings, Clock clock) {
        this.maintainer = maintainer;
        this.settings = settings;
        this.clock = clock;
    }

    List<Task> plan(Facts facts) {
        var tasks = new ArrayList<Task>();
        for (Attached partition : facts.attached()) {
            if (!partition.detaching()) {
                tasks.addAll(plan(facts, partition));
            }
        }
        return tasks;
    }

    private List<Task> plan(Facts facts, Attached partition) {
        Statistics statistics = facts.of(partition);
        String table = partition.table();
        if (isOver(partition) && facts.stateOf(partition) == PartitionState.ATTACHED) {
            String reason = "its time has been over for " + settings.sealAfter().toHours() + " hours";
            return List.of(Task.of(table, Action.SEAL, reason, () -> seal(table)));
        }
        var tasks = new ArrayList<Task>();
        if (isMuch(statistics.dead(), statistics)) {
            tasks.add(Task.of(table, Action.VACUUM, share(statistics.dead(), statistics, "dead"), () -> vacuum(table)));
        } else if (isMuch(statistics.inserted(), statistics)) {
            String reason = share(statistics.inserted(), statistics, "new since the last VACUUM");
            tasks.add(Task.of(table, Action.SUMMARIZE, reason, () -> vacuum(table)));
        }
        if (isMuch(statistics.changed(), statistics)) {
            String reason = share(statistics.changed(), statistics, "changed since the last ANALYZE");
            tasks.add(Task.of(table, Action.ANALYZE, reason, () -> run("ANALYZE " + Maintainer.quote(table))));
        }
        return tasks;
    }

    private boolean isOver(Attached partition) {
        Instant before = clock.instant().minus(settings.sealAfter());
        return partition.range().filter(range -> !range.to().isAfter(before)).isPresent();
    }

    private boolean isMuch(long rows, Statistics statistics) {
        return rows >= settings.changedRows() && rows * 100 >= statistics.estimatedRows() * settings.changedPercent();
    }

    private static String share(long rows, Statistics statistics, String what) {
        return rows + " of about " + statistics.estimatedRows() + " rows are " + what;
    }

    /** Freezing now spares a scan of the whole table later, when its time is long over. */
    private void seal(String table) {
        run("VACUUM (FREEZE, ANALYZE) " + Maintainer.quote(table));
        maintainer.transaction(connection -> {
            summarize(connection, table);
            LifeState.move(connection, table, PartitionState.SEALED, null);
            return null;
        });
    }

    /** Also marks pages as visible to all, which index-only scans live on, and puts new block ranges into BRIN. */
    private void vacuum(String table) {
        run("VACUUM " + Maintainer.quote(table));
        maintainer.session(connection -> summarize(connection, table));
    }

    private static Optional<Integer> summarize(Connection connection, String table) throws SQLException {
        return Maintainer.query(connection, SUMMARIZE, row -> row.getInt(1), table).stream()
                .reduce(Integer::sum);
    }

    private void run(String sql) {
        maintainer.session(connection -> {
            Maintainer.execute(connection, sql);
            return null;
        });
    }
}
