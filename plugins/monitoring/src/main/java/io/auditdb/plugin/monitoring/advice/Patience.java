package io.auditdb.plugin.monitoring.advice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Remembers since when something has been so, each time it is looked at. For one thread at a time. */
final class Patience {
    private final Map<String, Instant> since = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Duration limit;
    private final Clock clock;

    Patience(Duration limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Says that something is so now; returns whether it has been for too long. */
    boolean isOver(String what) {
        seen.add(what);
        Instant first = since.computeIfAbsent(what, it -> clock.instant());
        return Duration.between(first, clock.instant()).compareTo(limit) >= 0;
    }

    /** Ends a look: what was not so this time has to begin anew. */
    void endLook() {
        since.keySet().retainAll(seen);
        seen.clear();
    }
}
