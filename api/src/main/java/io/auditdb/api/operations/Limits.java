package io.auditdb.api.operations;

import io.auditdb.api.security.Access;
import java.util.List;
import java.util.Map;

/**
 * The limits that parts of this instance work within: breakers, pools of connections, replicas, repeated work. They are
 * those of the configuration when it starts and can be changed while it runs; a change is gone with the next start. Safe
 * for use by many threads. Provided by the host.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE} and throws {@link
 * io.auditdb.api.error.AuditDbException} {@code FORBIDDEN} without it.
 */
public interface Limits {
    /** Returns the limits of every component, by its name. */
    List<ComponentLimits> report(Access by);

    /**
     * Changes limits of one component, all of them or none; recorded in {@code _system}. It heeds them from its next
     * decision on; what is under way goes on as it began.
     *
     * @param component such as {@code breaker:primary} or {@code pool:primary-read}
     * @param values new values by the names of limits, written as in the configuration
     * @return the limits of this component as they were before
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND} when there is no such component, {@code
     *     INVALID_REQUEST} with everything that is wrong with the values
     */
    ComponentLimits change(Access by, String component, Map<String, String> values);
}
