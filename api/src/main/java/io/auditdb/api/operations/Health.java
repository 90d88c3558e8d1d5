package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.operations.HealthCheck.Status;
import java.time.Instant;
import java.util.List;

/**
 * How the parts of the platform are, by all {@link HealthCheck}s: they run side by side, each within {@code
 * health.timeout}, and what they found is used again for a moment, so that asking often does no harm. Provided by the host;
 * safe for use by many threads.
 */
public interface Health {
    /** Returns how each part is, by name. */
    List<Component> report();

    /**
     * How one part is.
     *
     * @param name what it is
     * @param status how well it works
     * @param message why, in a sentence; empty when all is well
     * @param advice what to do about it, in a sentence; empty when all is well, or nothing is to be done
     * @param since when this status was found first; after a restart, that is when it was asked first
     */
    record Component(String name, Status status, String message, String advice, Instant since) {
        /** Checks that the parts are there. */
        public Component {
            requireNonNull(name, "name is null");
            requireNonNull(status, "status is null");
            requireNonNull(message, "message is null");
            requireNonNull(advice, "advice is null");
            requireNonNull(since, "since is null");
        }
    }
}
