package io.auditdb.kernel.pool;

import io.auditdb.api.storage.PoolStats.Resize;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sizes the pools of one server, on a thread of its own: once a second, and soon after somebody has to wait. All of them
 * together never have more connections than the server leaves them. Safe for use by many threads.
 */
public final class PoolKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PoolKeeper.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** So often at most pools grow while callers wait. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<ConnectionPool> pools;
    private final ServerLimit limit;
    private final SeasonFiles seasons;
    private final Clock clock;
    private final Runnable reached;
    private final Map<String, PoolSizing> sizings = new TreeMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "audit-db-pools");
    private volatile boolean stopped;

    /**
     * Sizes these pools for the first time: as small as they may be where load decides, otherwise as large.
     *
     * @param seasons where it is remembered what is usual
     * @param reached is told when the server gives connections again
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_CONFIG} when the server does not leave enough
     */
    public PoolKeeper(
            List<ConnectionPool> pools, ServerLimit limit, SeasonFiles seasons, Clock clock, Runnable reached) {
        this.pools = List.copyOf(pools);
        this.limit = limit;
        this.seasons = seasons;
        this.clock = clock;
        this.reached = reached;
        List<PoolBounds> bounds = pools.stream().map(ConnectionPool::bounds).toList();
        List<Integer> wanted = pools.stream().map(PoolKeeper::first).toList();
        List<Integer> sizes = limit.share(bounds, wanted);
        for (int i = 0; i < sizes.size(); i++) {
            pools.get(i).begin(sizes.get(i));
        }
        if (!sizes.equals(wanted)) {
            LOG.warn(
                    "The server leaves {} connections for pools, so they have {} instead of {}",
                    limit.forPools(),
                    sizes,
                    wanted);
        }
    }

    private static int first(ConnectionPool pool) {
        return pool.settings().adaptive() ? pool.bounds().min() : pool.bounds().max();
    }

    /** Starts the thread. */
    public void start() {
        for (ConnectionPool pool : pools) {
            sizings.put(pool.name(), new PoolSizing(pool.bounds(), pool.settings(), forecast(pool.name())));
            pool.onPressure(() -> pressed(pool));
        }
        thread.setDaemon(true);
        thread.start();
    }

    private Forecast forecast(String pool) {
        return new Forecast(seasons.read(pool), season -> seasons.write(pool, season));
    }

    private void pressed(ConnectionPool pool) {
        if (pool.settings().adaptive() && news.availablePermits() == 0) {
            news.release();
        }
    }

    private void run() {
        while (!stopped) {
            try {
                if (news.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    Thread.sleep(PAUSE.toMillis());
                    news.drainPermits();
                }
                pools.forEach(this::look);
            } catch (InterruptedException e) {
                stopped = true;
            } catch (RuntimeException e) {
                LOG.warn("The pools could not be sized", e);
            }
        }
    }

    private void look(ConnectionPool pool) {
        Load.Means means = pool.means();
        pool.trim();
        if (pool.isBack()) {
            reached.run();
        }
        PoolSizing sizing = sizings.get(pool.name());
        sizing.adjust(pool.bounds(), pool.settings());
        sizing.decide(clock.instant(), pool.size(), means)
                .flatMap(wish -> allowed(pool, wish))
                .ifPresent(change -> apply(pool, change));
    }

    /** What a pool may not have because of the others it asks for again, as long as it needs it. */
    private Optional<Resize> allowed(ConnectionPool pool, Resize wish) {
        int others = pools.stream()
                .filter(it -> it != pool)
                .mapToInt(ConnectionPool::claims)
                .sum();
        int most = Math.max(wish.from(), limit.forPools() - others);
        if (wish.to() <= most) {
            return Optional.of(wish);
        }
        String why = wish.why() + "; the server leaves no more than " + limit.forPools() + " for all pools";
        return most == wish.from() && isToldAlready(pool)
                ? Optional.empty()
                : Optional.of(new Resize(wish.at(), wish.from(), most, why));
    }

    /** That it cannot grow at all is told once, and not at each look. */
    private static boolean isToldAlready(ConnectionPool pool) {
        return pool.stats().resizes().stream()
                .findFirst()
                .filter(it -> it.from() == it.to())
                .isPresent();
    }

    private void apply(ConnectionPool pool, Resize change) {
        pool.resize(change);
        LOG.debug("The pool {} goes from {} to {}: {}", pool.name(), change.from(), change.to(), change.why());
    }

    /** Sizes no more; the pools stay open. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
