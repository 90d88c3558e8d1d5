package io.auditdb.api.storage;

import java.sql.Connection;
import java.util.List;

/** The replicas of the database, and what they do. Safe for use by many threads. Provided by the host. */
public interface Replicas {
    /** Returns all that are configured, by name. */
    List<ReplicaState> states();

    /**
     * Returns a connection to a replica, which can only read, in the lane {@link Lane#MAINTENANCE}; the caller closes it.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND} when there is none of this name; {@code
     *     DATABASE_UNAVAILABLE} when it is not to be asked now
     */
    Connection connection(String name);

    /** Returns how many queries the primary has answered. */
    long primaryReads();

    /** Returns how many queries had to be asked again elsewhere, because a replica failed or had not caught up. */
    long fallbacks();
}
