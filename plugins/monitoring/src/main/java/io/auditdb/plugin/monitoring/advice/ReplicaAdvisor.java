package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Replicas that are gone for good, or that do not keep up. */
final class ReplicaAdvisor implements Advisor {
    private final Replicas replicas;
    private final AdviceSettings settings;
    private final Patience patience;

    ReplicaAdvisor(Replicas replicas, AdviceSettings settings, Clock clock) {
        this.replicas = replicas;
        this.settings = settings;
        this.patience = new Patience(settings.patience(), clock);
    }

    @Override
    public String name() {
        return "replicas";
    }

    @Override
    public synchronized AdviceReport advise() {
        var advice = new ArrayList<Advice>();
        for (ReplicaState replica : replicas.states()) {
            if (!replica.healthy()) {
                if (patience.isOver(replica.name())) {
                    advice.add(lost(replica));
                }
            } else if (replica.lag() != null && replica.lag().compareTo(settings.replicaLag()) > 0) {
                advice.add(lagging(replica));
            }
        }
        patience.endLook();
        return new AdviceReport(advice, List.of());
    }

    private static Advice lost(ReplicaState replica) {
        return new Advice(
                "replica-lost",
                replica.name(),
                "bring it back, or take it out of database.replicas: the others and the primary answer for it",
                "it " + replica.problem() + " since " + replica.since(),
                List.of());
    }

    private static Advice lagging(ReplicaState replica) {
        return new Advice(
                "replica-lags",
                replica.name(),
                "look at its disk, at long queries on it that hold replay back (max_standby_streaming_delay), and at"
                        + " recovery_min_apply_delay",
                "it shows what was committed " + replica.lag().toSeconds() + " s ago"
                        + (replica.lagBytes() < 0 ? "" : ", " + replica.lagBytes() + " bytes behind"),
                List.of());
    }
}
