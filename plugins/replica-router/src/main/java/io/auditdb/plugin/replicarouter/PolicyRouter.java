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
    private final AnalyticsGate analytics;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile Rules rules;

    /** What a query is routed by, from its beginning to its end. */
    private record Rules(ReplicaRouterSettings settings, LagBound lag, LagBound realtimeLag) {
        static Rules of(ReplicaRouterSettings settings) {
            return new Rules(settings, new LagBound(settings.maxLag()), new LagBound(settings.realtimeLag()));
        }
    }

    PolicyRouter(ReplicaRouterSettings settings) {
        this.rules = Rules.of(settings);
        this.analytics = new AnalyticsGate(settings.analytics());
    }

    /** Whether it can go on with other settings: those who wait for a place do so by the rules they came under. */
    boolean canTake(ReplicaRouterSettings other) {
        return rules.settings().analytics().equals(other.analytics());
    }

    /** Routes by other settings from now on; of a bound that stays, it also stays which replicas are beyond it. */
    void take(ReplicaRouterSettings other) {
        Rules now = rules;
        ReplicaRouterSettings before = now.settings();
        Rules next = Rules.of(other);
        rules = new Rules(
                other,
                other.maxLag().equals(before.maxLag()) ? now.lag() : next.lag(),
                other.realtimeLag().equals(before.realtimeLag()) ? now.realtimeLag() : next.realtimeLag());
    }

    @Override
    public Route route(EventQuery query, long atLeast, List<ReplicaState> replicas) {
        Rules now = rules;
        ReplicaRouterSettings settings = now.settings();
        boolean realtime = query.workload() == Workload.REALTIME;
        LagBound bound = realtime ? now.realtimeLag() : now.lag();
        var usable = new ArrayList<ReplicaState>(replicas.size());
        for (ReplicaState replica : replicas) {
            if (bound.holds(replica) && isWorthAsking(replica, atLeast)) {
                usable.add(replica);
            }
        }
        String dedicated = settings.analytics().replica().orElse(null);
        if (dedicated != null && query.workload() == Workload.ANALYTICS) {
            return analytics.enter(new Route(dedicatedFirst(settings, usable, dedicated), settings.patience()));
        }
        if (dedicated != null) {
            usable.removeIf(it -> it.name().equals(dedicated));
        }
        Strategy strategy = realtime ? Strategy.LEAST_LATENCY : settings.strategy();
        return new Route(inOrder(settings, usable, strategy), settings.patience());
    }

    /** To wait for one that was behind when it was last looked at takes longer than the primary does. */
    private static boolean isWorthAsking(ReplicaState replica, long atLeast) {
        return replica.replayed() >= atLeast || replica.lagBytes() == 0;
    }

    private List<String> dedicatedFirst(ReplicaRouterSettings settings, List<ReplicaState> usable, String dedicated) {
        List<ReplicaState> others =
                usable.stream().filter(it -> !it.name().equals(dedicated)).toList();
        List<String> names = inOrder(settings, others, settings.strategy());
        if (others.size() < usable.size()) {
            names.add(0, dedicated);
        }
        return names;
    }

    /** The one that is chosen, and after it the others, should it fail. */
    private List<String> inOrder(ReplicaRouterSettings settings, List<ReplicaState> usable, Strategy strategy) {
        var names = new ArrayList<String>(usable.size());
        if (usable.isEmpty()) {
            return names;
        }
        List<ReplicaState> warm = warm(usable, settings.warmUp());
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
    private static List<ReplicaState> warm(List<ReplicaState> usable, Duration warmUp) {
        if (usable.size() == 1 || warmUp.isZero()) {
            return usable;
        }
        Instant now = Instant.now();
        Instant cold = now.minus(warmUp);
        if (usable.stream().noneMatch(it -> it.since().isAfter(cold))) {
            return usable;
        }
        List<ReplicaState> warm =
                usable.stream().filter(it -> takesPart(it.since(), now, warmUp)).toList();
        return warm.isEmpty() ? usable : warm;
    }

    private static boolean takesPart(Instant since, Instant now, Duration warmUp) {
        long back = Duration.between(since, now).toMillis();
        return back >= ThreadLocalRandom.current().nextLong(Math.max(1, warmUp.toMillis()));
    }

    @Override
    public void ended(Route route) {
        analytics.leave(route);
    }
}
