package io.auditdb.api.storage;

import io.auditdb.api.query.EventQuery;

/** Decides which database answers a read. Called by many threads; must not block beyond the query's own bound. */
public interface ReplicaRouter {
    /** Returns the name of the pool that answers {@code query}: {@code primary} or a replica's. */
    String route(EventQuery query);
}
