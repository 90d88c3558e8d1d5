package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport.Tier;
import io.auditdb.api.storage.QueryCache.Stats;
import io.auditdb.plugin.monitoring.advice.Trail.Seen;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Caches that drop answers for want of room, and are then asked for them. */
final class CacheAdvisor implements Advisor {
    private static final String CAPACITY = "capacity";
    private static final int MANY = 100;
    private static final int MEGABYTE = 1 << 20;

    private final CacheManager caches;
    private final Access access;
    private final AdviceSettings settings;
    private final Clock clock;
    private final Map<String, Trail<Stats>> trails = new HashMap<>();

    CacheAdvisor(CacheManager caches, Access access, AdviceSettings settings, Clock clock) {
        this.caches = caches;
        this.access = access;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "caches";
    }

    @Override
    public synchronized AdviceReport advise() {
        var advice = new ArrayList<Advice>();
        for (Tier tier : caches.report(access).tiers()) {
            tier.stats().flatMap(it -> advise(tier.name(), it)).ifPresent(advice::add);
        }
        return new AdviceReport(advice, List.of());
    }

    private Optional<Advice> advise(String name, Stats now) {
        Optional<Seen<Stats>> oldest = trails.computeIfAbsent(name, it -> new Trail<>(settings.window(), clock))
                .add(now);
        if (oldest.isEmpty() || now.maxBytes() <= 0) {
            return Optional.empty();
        }
        Stats before = oldest.get().what();
        long evicted = evicted(now) - evicted(before);
        long missed = now.misses() - before.misses();
        long found = now.hits() - before.hits();
        if (evicted < MANY || missed <= found) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "cache-small",
                name,
                "give it more room, if the machine has it",
                "in the last " + oldest.get().age(clock.instant()).toSeconds() + " s " + evicted
                        + " answers went for want of room before anybody asked again, " + missed + " of "
                        + (missed + found) + " were asked for in vain, and it has " + now.bytes() + " of "
                        + now.maxBytes() + " bytes",
                List.of("plugins." + name + ".size: " + Math.max(1, 2 * now.maxBytes() / MEGABYTE) + "MB")));
    }

    private static long evicted(Stats stats) {
        return stats.evictions().getOrDefault(CAPACITY, 0L);
    }
}
