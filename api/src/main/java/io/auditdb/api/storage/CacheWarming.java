package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * One declared query, asked ahead.
 *
 * @param query as it was declared
 * @param events how many events its answer holds; 0 where it failed
 * @param took how long it took
 * @param problem why it failed; empty otherwise
 */
public record CacheWarming(String query, int events, Duration took, Optional<String> problem) {
    /** Checks that the parts are there. */
    public CacheWarming {
        requireNonNull(query, "query is null");
        requireNonNull(took, "took is null");
        requireNonNull(problem, "problem is null");
    }
}
