package io.auditdb.api.operations;

import io.auditdb.api.security.Access;
import java.util.List;

/**
 * What this instance makes of the things outside it: the primary, replicas, caches, work on partitions, archives. One
 * that keeps failing is not asked for a while; then a few calls try it. Safe for use by many threads. Provided by the host.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE} and throws {@link
 * io.auditdb.api.error.AuditDbException} {@code FORBIDDEN} without it.
 */
public interface Breakers {
    /** Returns how each of them is, by name. */
    List<BreakerReport> report(Access by);

    /**
     * Has one asked again at once, as if it had never failed; recorded in {@code _system}.
     *
     * @param name such as {@code primary} or {@code cache:redis}
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND} when there is none of this name
     */
    void reset(Access by, String name);
}
