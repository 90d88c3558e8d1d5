package io.auditdb.api.storage;

import io.auditdb.api.security.Access;
import java.util.List;

/**
 * The answers that are kept. Nobody has to look after them: an answer that was changed by an event, a redaction or
 * retention is not given any more, on any instance. What is here is for those who want to see what it brings, or who
 * distrust it. Safe for use by many threads.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE}. What is ordered is recorded in {@code _system}.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code FORBIDDEN}; {@code INVALID_REQUEST} with every fault of
 * an order; {@code DATABASE_UNAVAILABLE} with a retry time.
 */
public interface CacheManager {
    /** Returns what this instance has kept and saved since it started. */
    CacheReport report(Access by);

    /**
     * Makes answers unusable, on every instance, before this returns: none that was found out before is given to a reader
     * who asks for {@code strong}, and to others no longer than {@code cache.eventual-lag}. Their room is used again as
     * others need it.
     */
    void invalidate(Access by, CacheInvalidation what);

    /** Makes every answer unusable, as {@link #invalidate}, and empties the caches that this instance uses. */
    void clear(Access by);

    /** Finds out the answers to the queries declared under {@code cache.warm}, and keeps them; returns one step each. */
    List<CacheWarming> warm(Access by);
}
