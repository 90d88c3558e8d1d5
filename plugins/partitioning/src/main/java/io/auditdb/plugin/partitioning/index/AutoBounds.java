package io.auditdb.plugin.partitioning.index;

import io.auditdb.plugin.partitioning.Maintainer;
import io.auditdb.plugin.partitioning.index.Assessment.Assessed;
import io.auditdb.plugin.partitioning.index.IndexCatalog.Partition;
import io.auditdb.plugin.partitioning.index.IndexSettings.Auto;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What may be done of what is advised without anybody asking. */
final class AutoBounds {
    private final Maintainer maintainer;
    private final IndexSettings settings;

    AutoBounds(Maintainer maintainer, IndexSettings settings) {
        this.maintainer = maintainer;
        this.settings = settings;
    }

    List<Change> within(List<Assessed> assessed) {
        Set<String> large = maintainer.read(IndexCatalog::read).partitions().stream()
                .filter(it -> it.bytes() > settings.autoMaxPartition().bytes())
                .map(Partition::name)
                .collect(Collectors.toSet());
        var changes = new ArrayList<Change>();
        int room = settings.autoMaxSteps();
        for (Assessed it : assessed) {
            List<Work> work = it.change().work().stream()
                    .filter(one -> !large.contains(one.partition()))
                    .limit(room)
                    .toList();
            // the event table's index comes last, when all partitions have it
            boolean isWhole = work.size() == it.change().work().size();
            List<Work> allowed = isWhole
                    ? work
                    : work.stream().filter(one -> !one.isOnParent()).toList();
            if (isAllowed(it) && !allowed.isEmpty()) {
                changes.add(it.change().doing(allowed));
                room -= allowed.size();
            }
        }
        return changes;
    }

    /** Of what is dropped, only what queries alone are the reason for; everything else somebody has decided upon. */
    private boolean isAllowed(Assessed assessed) {
        Change change = assessed.change();
        return switch (change.action()) {
            case ADD -> !assessed.isRefuted();
            case DROP ->
                settings.auto() == Auto.ADD_AND_DROP
                        && change.declared().isPresent()
                        && change.work().stream().noneMatch(Work::isOnParent);
            default -> false;
        };
    }
}
