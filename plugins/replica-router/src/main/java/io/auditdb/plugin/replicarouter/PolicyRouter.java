package io.auditdb.plugin.replicarouter;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import io.auditdb.api.storage.ReplicaRouter;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Chooses by what the reader asked for, and by how the replicas are. Safe for use by many threads. */
final class PolicyRouter implements ReplicaRouter {
    private final ReplicaRouterSettings settings;
    private final LagBound lag;
    private final LagBound realtimeLag;
    private final AnalyticsGate analytics;
    private final AtomicInteger turns = new AtomicInteger();

    PolicyRouter(ReplicaRouterSettings settings) {
        this.settings = settings;
        this.lag = new LagBound(settings.maxLag());
        this.realtimeLag = new LagBound(settings.realtimeLag());
        this.analytics = new AnalyticsGate(settings.analytics());
    }

    @Override
    public Route route(EventQuery query, long atLeast, List<ReplicaState> replicas) {
        boolean realtime = query.workload() == Workload.REALTIME;
        LagBound bound = realtime ? realtimeLag : lag;
        var usable = new ArrayList<ReplicaState>(replicas.size());
        for (ReplicaState replica : replicas) {
            if (bound.holds(replica) && isWorthAsking(replica, atLeast)) {
                usable.add(replica);
            }
        }
        String dedicated = settings.analytics().replica().orElse(null);
        if (dedicated != null && query.workload() == Workload.ANALYTICS) {
            return analytics.enter(new Route(dedicatedFirst(usable, dedicated), settings.patience()));
        }
        if (dedicated != null) {
            usable.removeIf(it -> it.name().equals(dedicated));
        }
        Strategy strategy = realtime ? Strategy.LEAST_LATENCY : settings.strategy();
        return new Route(inOrder(usable, strategy), settings.patience());
    }

    /** To wait for one that was behind when it was last looked at takes longer than the primary does. */
    private static boolean isWorthAsking(ReplicaState replica, long atLeast) {
        return replica.replayed() >= atLeast || replica.lagBytes() == 0;
    }

    private List<String> dedicatedFirst(List<ReplicaState> usable, String dedicated) {
        List<ReplicaState> others =
                usable.stream().filter(it -> !it.name().equals(dedicated)).toList();
        List<String> names = inOrder(others, settings.strategy());
        if (others.size() < usable.size()) {
            names.add(0, dedicated);
        }
        return names;
    }

    /** The one that is chosen, and after it the others, should it fail. */
    private List<String> inOrder(List<ReplicaState> usable, Strategy strategy) {
        var names = new ArrayList<String>(usable.size());
        if (usable.isEmpty()) {
            return names;
        }
        List<ReplicaState> warm = warm(usable);
        String first = warm.get(strategy.first(warm, turns.getAndIncrement(), settings::weight))
                .name();
        names.add(first);
        for (ReplicaState other : usable) {
            if (!other.name().equals(first)) {
                names.add(other.name());
            }
        }
        return names;
    }

    /** One that has come back takes part the more often the longer it has been back. */
    private List<ReplicaState> warm(List<ReplicaState> usable) {
        if (usable.size() == 1 || settings.warmUp().isZero()) {
            return usable;
        }
        Instant now = Instant.now();
        Instant cold = now.minus(settings.warmUp());
        if (usable.stream().noneMatch(it -> it.since().isAfter(cold))) {
            return usable;
        }
        List<ReplicaState> warm =
                usable.stream().filter(it -> takesPart(it.since(), now)).toList();
        return warm.isEmpty() ? usable : warm;
    }

    private boolean takesPart(Instant since, Instant now) {
        long back = Duration.between(since, now).toMillis();
        return back
                >= ThreadLocalRandom.current()
                        .nextLong(Math.max(1, settings.warmUp().toMillis()));
    }

    @Override
    public void ended(Route route) {
        analytics.leave(route);
    }
}
