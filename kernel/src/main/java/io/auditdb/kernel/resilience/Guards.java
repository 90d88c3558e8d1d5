package io.auditdb.kernel.resilience;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorCode;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.ErrorRecovery.Category;
import io.auditdb.api.storage.QueryCache.Reach;
import io.auditdb.kernel.config.LiveSettings;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One guard for each thing outside the platform, made when it is first asked for. Safe for use by many threads. */
public final class Guards {
    /** So many things there may be; a further one gets a guard that lets everything pass. */
    private static final int MAX_THINGS = 200;

    private static final String PRIMARY = "primary";
    private static final String PARTITIONS = "partitions";

    private final ResilienceSettings settings;
    private final Predicate<Throwable> outage;
    private final FailureJournal journal;
    private final Consumer<HealthCheck> health;
    private final Clock clock;
    private final ConcurrentSkipListMap<String, Breaker> breakers = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, LiveSettings<BreakerSettings>> limits = new ConcurrentSkipListMap<>();

    /**
     * Makes guards as the settings say.
     *
     * @param outage whether a failure says that a database or a storage is away or broken
     * @param journal keeps the failures that count
     * @param health is given a check for each guard
     */
    public Guards(
            ResilienceSettings settings,
            Predicate<Throwable> outage,
            FailureJournal journal,
            Consumer<HealthCheck> health,
            Clock clock) {
        this.settings = settings;
        this.outage = outage;
        this.journal = journal;
        this.health = health;
        this.clock = clock;
    }

    /** Returns the guard of the primary, as it is read from and written to outside of batches. */
    public Guard primary() {
        return guard("primary", settings.primary(), thing(PRIMARY, StandardErrorCode.DATABASE_UNAVAILABLE));
    }

    /** Returns the guard of work on partitions. */
    public Guard partitions() {
        return guard("partitions", settings.partitions(), thing(PARTITIONS, StandardErrorCode.DATABASE_UNAVAILABLE));
    }

    /** Returns the guard of a replica. */
    public Guard replica(String name) {
        return guard("replica", settings.replica(), thing("replica:" + name, StandardErrorCode.DATABASE_UNAVAILABLE));
    }

    /** Returns the guard of a cache; whatever it throws counts. Who asks one in this process waits for nobody. */
    public Guard cache(String name, Reach reach) {
        return guard(
                "cache",
                reach == Reach.LOCAL ? settings.cache().withoutMaxConcurrent() : settings.cache(),
                new Thing(
                        "cache:" + name,
                        failure -> true,
                        StandardErrorCode.SERVICE_UNAVAILABLE,
                        failure -> journal.failed(failure, Category.CACHE)));
    }

    /** Says that a cache is not there any more; what it did before is nobody's concern then. */
    public void cacheGone(String name) {
        Breaker breaker = breakers.get("cache:" + name);
        if (breaker != null) {
            breaker.reset("it is not used any more");
        }
    }

    /** Returns the guard of the storage of archives. */
    public Guard archive() {
        return guard("archive", settings.archive(), thing("archive", StandardErrorCode.ARCHIVE_UNAVAILABLE));
    }

    /** Tells all that depend on the primary that somebody has just got through to it. */
    public void primaryReached() {
        primary().reached();
        partitions().reached();
    }

    private Thing thing(String name, ErrorCode refusal) {
        return new Thing(name, outage, refusal, journal::failed);
    }

    private synchronized Guard guard(String section, BreakerSettings rule, Thing thing) {
        Breaker known = breakers.get(thing.name());
        if (known != null) {
            return known;
        }
        if (breakers.size() == MAX_THINGS) {
            return Guard.none();
        }
        var breaker = new Breaker(thing, rule, clock);
        breakers.put(thing.name(), breaker);
        String component = "breaker:" + thing.name();
        limits.put(component, new LiveSettings<>(component, "resilience." + section, rule, Set.of(), breaker::adjust));
        health.accept(new BreakerHealth(thing.name(), breaker));
        return breaker;
    }

    /** Returns the limits of each of them, to be changed while they stand. */
    public List<LiveSettings<BreakerSettings>> limits() {
        return List.copyOf(limits.values());
    }

    /** Returns how each of them is, by name. */
    public List<BreakerReport> report() {
        return breakers.values().stream().map(Breaker::report).toList();
    }

    /**
     * Has one asked again at once.
     *
     * @throws AuditDbException {@code NOT_FOUND} when there is none of this name
     */
    public void reset(String name) {
        Breaker breaker = breakers.get(name);
        if (breaker == null) {
            throw new AuditDbException(
                    StandardErrorCode.NOT_FOUND,
                    "There is no breaker of this name; there are " + String.join(", ", breakers.keySet()));
        }
        breaker.reset("reset by hand");
    }
}
