package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What caching brings one instance, since it started.
 *
 * @param enabled whether answers are kept at all, {@code cache.enabled}
 * @param settled queries about time that was over when they were asked
 * @param current queries that reach the present
 * @param loads answers that were looked for in the database
 * @param joined queries that waited for an answer that another one was looking for
 * @param meanLoad how long looking for an answer took on average; zero before the first
 * @param looks looks for changes, each shared by all readers who waited for it
 * @param meanLook how long one took on average; zero before the first
 * @param refreshed answers that were found out again before anybody asked
 * @param outdated answers found that no longer held
 * @param unusable answers found in a shared cache that were not written by this version of the platform, or not as found
 * @param tiers the caches, in the order they are asked
 * @param prepared what the database's prepared statements save; empty where that cannot be told
 */
public record CacheReport(
        boolean enabled,
        Queries settled,
        Queries current,
        long loads,
        long joined,
        Duration meanLoad,
        long looks,
        Duration meanLook,
        long refreshed,
        long outdated,
        long unusable,
        List<Tier> tiers,
        Optional<Prepared> prepared) {
    /** Checks that the parts are there, and copies the list. */
    public CacheReport {
        requireNonNull(settled, "settled is null");
        requireNonNull(current, "current is null");
        requireNonNull(meanLoad, "meanLoad is null");
        requireNonNull(meanLook, "meanLook is null");
        requireNonNull(prepared, "prepared is null");
        tiers = List.copyOf(tiers);
    }

    /**
     * Queries of one kind.
     *
     * @param hits answered from a cache
     * @param misses not
     */
    public record Queries(long hits, long misses) {
        /** Returns the share of hits, from 0 to 1; 0 before the first query. */
        public double hitRatio() {
            return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
        }
    }

    /**
     * A cache.
     *
     * @param name of the plugin, or what stands for it
     * @param reach who sees what is kept in it
     * @param breaker {@code closed} while it is asked, {@code open} while it is passed over, {@code half-open} while it is
     *     tried again
     * @param failures calls that failed or took too long
     * @param bypassed calls that were not made, because it failed before
     * @param hits answers it had, of the queries that were asked
     * @param stats what it says of itself; empty where it does not answer
     */
    public record Tier(
            String name,
            QueryCache.Reach reach,
            String breaker,
            long failures,
            long bypassed,
            long hits,
            Optional<QueryCache.Stats> stats) {
        /** Checks that the parts are there. */
        public Tier {
            requireNonNull(name, "name is null");
            requireNonNull(reach, "reach is null");
            requireNonNull(breaker, "breaker is null");
            requireNonNull(stats, "stats is null");
        }
    }

    /**
     * Statements that the server keeps parsed for the sessions of readers.
     *
     * @param statements how many, over all sessions that were looked at
     * @param plans how often they were planned for the values at hand, and how often with a plan kept for any values, by
     *     {@code custom} and {@code generic}
     */
    public record Prepared(long statements, Map<String, Long> plans) {
        /** Copies the map. */
        public Prepared {
            plans = Map.copyOf(plans);
        }
    }
}
