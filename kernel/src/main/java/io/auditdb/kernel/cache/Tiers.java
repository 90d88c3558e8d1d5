package io.auditdb.kernel.cache;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.api.storage.QueryCache.Reach;
import io.auditdb.kernel.resilience.Guards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The caches that are active just now, local ones first. Safe for use by many threads. */
final class Tiers {
    private static final Logger LOG = LoggerFactory.getLogger(Tiers.class);

    private final Supplier<Set<QueryCache>> caches;
    private final SharedSeal seal;
    private final Guards guards;
    private final CacheSettings settings;
    private final LongAdder unusable = new LongAdder();
    private volatile List<Tier> tiers = List.of();

    Tiers(Supplier<Set<QueryCache>> caches, SharedSeal seal, Guards guards, CacheSettings settings) {
        this.caches = caches;
        this.seal = seal;
        this.guards = guards;
        this.settings = settings;
    }

    /** Looks which there are now; what is known of those that stay is kept. */
    synchronized void refresh() {
        List<Tier> known = tiers;
        List<Tier> next = new ArrayList<>();
        if (settings.enabled()) {
            for (QueryCache cache : caches.get()) {
                known.stream()
                        .filter(tier -> tier.cache().equals(cache))
                        .findFirst()
                        .or(() -> open(cache))
                        .ifPresent(next::add);
            }
            next.sort(Comparator.comparing(Tier::isShared));
        }
        tiers = List.copyOf(next);
        known.stream()
                .map(Tier::name)
                .filter(name -> next.stream().noneMatch(tier -> tier.name().equals(name)))
                .forEach(guards::cacheGone);
    }

    private Optional<Tier> open(QueryCache cache) {
        try {
            Reach reach = cache.reach();
            String name = cache.name();
            return Optional.of(new Tier(cache, name, reach, seal, unusable, guards.cache(name, reach)));
        } catch (AuditDbException e) { // gone in this moment
            LOG.debug("The cache {} cannot be asked", cache, e);
            return Optional.empty();
        }
    }

    boolean isActive() {
        return !tiers.isEmpty();
    }

    /**
     * Returns the first answer that will do, and copies it into the caches before the one that had it.
     *
     * @param usable reads an answer; empty when it will not do
     */
    <A> Optional<A> get(CacheKey key, Function<CachedAnswer, Optional<A>> usable) {
        List<Tier> asked = tiers;
        for (int i = 0; i < asked.size(); i++) {
            Optional<CachedAnswer> found = asked.get(i).get(key);
            Optional<A> answer = found.flatMap(usable);
            if (answer.isPresent()) {
                asked.get(i).hit();
                for (Tier before : asked.subList(0, i)) {
                    before.put(key, found.get());
                }
                return answer;
            }
        }
        return Optional.empty();
    }

    /** Returns what the first cache has, which whoever keeps an answer here puts it into. */
    Optional<CachedAnswer> nearest(CacheKey key) {
        return tiers.stream().findFirst().flatMap(tier -> tier.get(key));
    }

    void put(CacheKey key, CachedAnswer answer) {
        tiers.forEach(tier -> tier.put(key, answer));
    }

    void clear() {
        tiers.forEach(Tier::clear);
    }

    /** Returns whether this instance is to look for an answer; false while another does. */
    boolean lease(CacheKey key, Duration time) {
        return tiers.stream().filter(Tier::isShared).allMatch(tier -> tier.lease(key, time));
    }

    void release(CacheKey key) {
        tiers.stream().filter(Tier::isShared).forEach(tier -> tier.release(key));
    }

    /** Whether other instances may have answers. */
    boolean isShared() {
        return tiers.stream().anyMatch(Tier::isShared);
    }

    /** Counts bytes that were no answer. */
    void unusable() {
        unusable.increment();
    }

    long unusableCount() {
        return unusable.sum();
    }

    List<CacheReport.Tier> report() {
        return tiers.stream().map(Tier::report).toList();
    }
}
