package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.Replicas;
import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.index.Assessment.Assessed;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Looks at catalog and queries once, and says what there is to change. Safe for use by many threads. */
final class IndexPlan {
    private final Maintainer maintainer;
    private final Strategy strategy;
    private final IndexSettings settings;
    private final QueryLog log;
    private final Replicas replicas;
    private final Clock clock;
    private final IndexTrial trial;

    IndexPlan(
            Maintainer maintainer,
            Strategy strategy,
            IndexSettings settings,
            QueryLog log,
            Replicas replicas,
            Clock clock) {
        this.maintainer = maintainer;
        this.strategy = strategy;
        this.settings = settings;
        this.log = log;
        this.replicas = replicas;
        this.clock = clock;
        this.trial = new IndexTrial(settings.sampleRows(), clock);
    }

    /** What was seen, and what follows from it. */
    private record Look(IndexCatalog catalog, Queries queries, List<Assessed> assessed) {}

    /** Returns what there is to change, each with its numbers. */
    List<Assessed> assessed() {
        return look().assessed();
    }

    /** Returns what there is, with what all servers count. */
    IndexCatalog catalog() {
        return maintainer.read(connection -> IndexCatalog.read(connection).with(ReplicaScans.read(replicas)));
    }

    private Look look() {
        ReplicaScans scans = ReplicaScans.read(replicas);
        return maintainer.read(connection -> {
            IndexCatalog catalog = IndexCatalog.read(connection).with(scans);
            Queries queries = log.read(connection);
            var additions = new Additions(strategy, settings, catalog, queries);
            var changes = new ArrayList<Change>(additions.changes());
            changes.addAll(new Removals(strategy, settings, catalog, additions, clock).changes());
            return new Look(catalog, queries, new Assessment(catalog, queries, trial, clock).of(connection, changes));
        });
    }

    IndexAnalysis analysis() {
        Look look = look();
        return new IndexAnalysis(
                look.catalog().since(),
                look.queries().source(),
                look.queries().since(),
                look.assessed().stream().map(Assessed::advice).toList(),
                remarks(look));
    }

    AdviceReport report(Function<Assessed, Advice> form) {
        Look look = look();
        return new AdviceReport(look.assessed().stream().map(form).toList(), remarks(look));
    }

    private List<String> remarks(Look look) {
        var remarks = new ArrayList<String>(look.queries().remarks());
        Duration counted = Duration.between(look.catalog().since(), clock.instant());
        if (counted.compareTo(settings.unusedAfter()) < 0) {
            remarks.add("scans have been counted for " + counted.toHours() + " hours; nothing is called unused before "
                    + settings.unusedAfter().toHours() + " (plugins.partitioning.index.unused-after)");
        }
        if (look.catalog().standbys() > 0) {
            remarks.add("nothing is called unused: what " + look.catalog().standbys()
                    + " other servers scan is not known here");
        }
        return remarks;
    }
}
