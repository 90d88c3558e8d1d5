package io.auditdb.plugin.replicarouter;

import io.auditdb.api.storage.ReplicaState;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which replicas lag too far behind. One that did has to make up half of the bound before it counts again, so that it does
 * not come and go. Safe for use by many threads.
 */
final class LagBound {
    private final Duration most;
    private final Set<String> behind = ConcurrentHashMap.newKeySet();

    LagBound(Duration most) {
        this.most = most;
    }

    boolean holds(ReplicaState replica) {
        if (replica.lag() == null) {
            return false;
        }
        boolean was = behind.contains(replica.name());
        boolean holds = replica.lag().compareTo(was ? most.dividedBy(2) : most) <= 0;
        if (holds && was) {
            behind.remove(replica.name());
        } else if (!holds && !was) {
            behind.add(replica.name());
        }
        return holds;
    }
}
