package io.auditdb.api.storage;

import io.auditdb.api.plugin.TimeLimited;
import io.auditdb.api.query.EventQuery;
import java.util.List;

/**
 * Decides which database answers a read. Called by many threads.
 *
 * <p>The host keeps what was promised, whatever a router says: it asks no router about a read that is {@code strong}, and
 * lets no replica answer before that has replayed what the answer has to include. A read that fails on one replica, or
 * finds it too far behind, is tried on the next and at last on the primary.
 */
@TimeLimited
public interface ReplicaRouter {
    /**
     * Decides on one read.
     *
     * @param query what is asked
     * @param atLeast the position of the write-ahead log that the answer has to include; 0 for none
     * @param replicas those that are healthy and follow the primary's timeline; at least one
     * @return where to ask; never null
     * @throws io.auditdb.api.error.AuditDbException when the read is refused, which reaches the caller; anything else that
     *     is thrown sends the read to the primary
     */
    Route route(EventQuery query, long atLeast, List<ReplicaState> replicas);

    /**
     * Hears that the read on a route that is {@link Route#held() held} has ended, however it did; a route of an earlier
     * instance of the plugin may come.
     */
    default void ended(Route route) {}
}
