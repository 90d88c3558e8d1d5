package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * What the host knows of one replica, as last measured.
 *
 * @param name its name in {@code database.replicas}
 * @param healthy whether it may be asked; changes only after several checks, or failed reads, in a row
 * @param problem why it may not, or what is wrong with it; null when all is well
 * @param since since when it has been healthy, or has not
 * @param timeline the timeline of the write-ahead log that it follows; 0 when not known yet
 * @param replayed the position of the write-ahead log up to which its answers go, at least; 0 when not known yet
 * @param lag how long ago something may have been committed that it does not show, at most: measured on the replica
 *     against positions of the primary, and by the replica's own account while the primary does not answer; null when not
 *     known yet
 * @param lagBytes bytes of the write-ahead log between what the primary had last and what the replica has replayed; -1
 *     when not known
 * @param latency how long it takes to answer a small question, averaged; null when not known yet
 * @param active connections in use
 * @param max most connections that may be in use
 * @param reads how many queries it has answered
 */
public record ReplicaState(
        String name,
        boolean healthy,
        String problem,
        Instant since,
        int timeline,
        long replayed,
        Duration lag,
        long lagBytes,
        Duration latency,
        int active,
        int max,
        long reads) {
    /** Checks that the parts are there. */
    public ReplicaState {
        requireNonNull(name, "name is null");
        requireNonNull(since, "since is null");
    }
}
