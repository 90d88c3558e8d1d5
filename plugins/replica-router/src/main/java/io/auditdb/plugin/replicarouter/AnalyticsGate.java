package io.auditdb.plugin.replicarouter;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.Route;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many queries run at a time, lets so many wait for that, and refuses the others. Safe for use by many threads. */
final class AnalyticsGate {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final AnalyticsSettings settings;
    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<Route> inside = ConcurrentHashMap.newKeySet();

    AnalyticsGate(AnalyticsSettings settings) {
        this.settings = settings;
        this.places = new Semaphore(settings.concurrency(), true);
    }

    /**
     * Waits for a place; the route that is returned has it until {@link #leave}.
     *
     * @throws AuditDbException {@code QUEUE_FULL} or {@code TIMEOUT} when there is none
     */
    Route enter(Route route) {
        if (!places.tryAcquire()) {
            await();
        }
        Route held = route.held();
        inside.add(held);
        return held;
    }

    private void await() {
        try {
            if (waiting.incrementAndGet() > settings.queue()) {
                throw new AuditDbException(
                        StandardErrorCode.QUEUE_FULL,
                        settings.queue() + " analytic queries wait already, which is the most"
                                + " (replica-router.analytics.queue); ask again later",
                        RETRY_AFTER,
                        null);
            }
            if (!places.tryAcquire(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AuditDbException(
                        StandardErrorCode.TIMEOUT,
                        "No analytic query ended within " + settings.timeout()
                                + " (replica-router.analytics.timeout); ask again later",
                        RETRY_AFTER,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Gives back the place of a route, if it has one here. */
    void leave(Route route) {
        if (inside.remove(route)) {
            places.release();
        }
    }
}
