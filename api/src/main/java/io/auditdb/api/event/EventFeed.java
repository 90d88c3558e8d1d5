package io.auditdb.api.event;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Events as they come into the log, in its order, each once and with the place that it has there: whoever has read up to a
 * place goes on behind it, now or next month, at any instance. Provided by the host; safe for use by many threads.
 */
public interface EventFeed {
    /**
     * Begins to read, which is recorded as a read.
     *
     * @param by needs the right to read
     * @param query which events: tenants, principal, subject, action, target, status, classification and correlation. What
     *     else a query may say has no meaning here
     * @param from the place of the first event to look at; empty: what comes from now on
     * @throws io.auditdb.api.error.AuditDbException {@code FORBIDDEN}; {@code INVALID_REQUEST} when the query searches for
     *     text; {@code OVERLOADED} when {@code feed.max-readers} read already
     */
    Reader open(Access by, EventQuery query, OptionalLong from);

    /** Reads step by step: nobody waits for a reader who is slow. For one thread. */
    interface Reader extends AutoCloseable {
        /**
         * Returns the next events, at most {@code feed.step} and sooner where the log has no more; waits for the first of
         * them, and returns none when none has come in time.
         *
         * @throws io.auditdb.api.error.AuditDbException {@code DATABASE_UNAVAILABLE}, {@code STOPPING}; reading goes on
         *     where it was when this is called again
         */
        List<Placed> read(Duration wait);

        /** Returns the place to look at next. */
        long position();

        @Override
        void close();
    }

    /**
     * An event in its place.
     *
     * @param leaf its place in the log, from 0
     * @param event the event, as far as it was not redacted
     */
    record Placed(long leaf, RecordedEvent event) {}
}
