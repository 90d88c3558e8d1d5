package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.plugin.monitoring.advice.Trail.Seen;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pools that turn callers away, and pools that hold connections that nobody wants. */
final class PoolAdvisor implements Advisor {
    private static final int MANY_IDLE = 10;
    private static final int QUARTER = 4;
    private static final Duration LONG = Duration.ofMillis(100);

    private final ConnectionManager connections;
    private final AdviceSettings settings;
    private final Clock clock;
    private final Map<String, Trail<PoolStats>> trails = new HashMap<>();
    private final Patience patience;

    PoolAdvisor(ConnectionManager connections, AdviceSettings settings, Clock clock) {
        this.connections = connections;
        this.settings = settings;
        this.clock = clock;
        this.patience = new Patience(settings.patience(), clock);
    }

    @Override
    public String name() {
        return "pools";
    }

    @Override
    public synchronized AdviceReport advise() {
        var advice = new ArrayList<Advice>();
        for (PoolStats pool : connections.poolStats()) {
            if (!isForReads(pool)) {
                continue; // the others are of fixed size
            }
            Trail<PoolStats> trail = trails.computeIfAbsent(pool.name(), it -> new Trail<>(settings.window(), clock));
            Optional<Seen<PoolStats>> oldest = trail.add(pool);
            oldest.ifPresent(before -> {
                small(pool, before).ifPresent(advice::add);
                large(pool, before, trail).ifPresent(advice::add);
            });
        }
        patience.endLook();
        return new AdviceReport(advice, List.of());
    }

    static boolean isForReads(PoolStats pool) {
        return pool.name().equals("primary-read") || pool.name().startsWith("replica-");
    }

    /** Refused while there was room to grow means that the server was slow, and not the pool small. */
    private Optional<Advice> small(PoolStats pool, Seen<PoolStats> before) {
        long refused = unserved(pool) - unserved(before.what());
        boolean isSlow = pool.acquire().p95().compareTo(LONG) >= 0 && patience.isOver(pool.name());
        if (pool.size() < pool.max() || !(refused > 0 || isSlow)) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "pool-small",
                pool.name(),
                "raise database.pool.max, as far as the server's processors and max_connections go",
                "in the last " + before.age(clock.instant()).toSeconds() + " s " + refused
                        + " callers were turned away or waited in vain, one in twenty waited "
                        + pool.acquire().p95().toMillis() + " ms or longer, and it has all of its " + pool.max()
                        + " connections",
                List.of("database.pool.max: " + 2 * pool.max())));
    }

    private static long unserved(PoolStats pool) {
        return pool.lanes().stream()
                .mapToLong(it -> it.refused() + it.timedOut())
                .sum();
    }

    private Optional<Advice> large(PoolStats pool, Seen<PoolStats> before, Trail<PoolStats> trail) {
        Duration watched = before.age(clock.instant());
        if (pool.min() < MANY_IDLE || watched.compareTo(settings.patience()) < 0) {
            return Optional.empty();
        }
        int peak = 0;
        for (Seen<PoolStats> seen : trail.all()) {
            peak = Math.max(peak, seen.what().active() + seen.what().waiting());
        }
        if (peak > pool.min() / QUARTER) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "pool-large",
                pool.name(),
                "lower database.pool.min: each connection is a process of the server with memory of its own",
                "it keeps " + pool.min() + " connections, and at no time in the last " + watched.toSeconds()
                        + " s were more than " + peak + " seen in use",
                List.of("database.pool.min: " + Math.max(2, 2 * peak))));
    }
}
