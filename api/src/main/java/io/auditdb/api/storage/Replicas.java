package io.auditdb.api.storage;

import java.util.List;

/** The replicas of the database, and what they do. Safe for use by many threads. Provided by the host. */
public interface Replicas {
    /** Returns all that are configured, by name. */
    List<ReplicaState> states();

    /** Returns how many queries the primary has answered. */
    long primaryReads();

    /** Returns how many queries had to be asked again elsewhere, because a replica failed or had not caught up. */
    long fallbacks();
}
