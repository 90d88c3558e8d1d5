package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one pool of connections is doing now, and has done since it was opened.
 *
 * @param name the name of the pool
 * @param state how well it does
 * @param min the fewest connections that it may be sized to
 * @param max the most
 * @param size how many it may have open now; between the two, moved by load where {@code database.pool.adaptive} is on
 * @param active connections in use
 * @param idle connections at rest
 * @param waiting callers that wait for one
 * @param failed how often the database gave none
 * @param acquire how long it took to get a connection, waiting for one's turn included
 * @param use how long connections were kept, until they were given back
 * @param lanes what each lane asks for, in their order; those that nobody has used are not there
 * @param resizes the last changes of {@code size}, newest first
 */
public record PoolStats(
        String name,
        State state,
        int min,
        int max,
        int size,
        int active,
        int idle,
        int waiting,
        long failed,
        Timing acquire,
        Timing use,
        List<LaneStats> lanes,
        List<Resize> resizes) {
    /** How well a pool does. */
    public enum State {
        /** As it should. */
        UP,
        /** Callers were refused within the last minute. */
        OVERLOADED,
        /** The database gave no connection when it was asked last. */
        DOWN
    }

    /** Checks that the parts are there, and copies the lists. */
    public PoolStats {
        requireNonNull(name, "name is null");
        requireNonNull(state, "state is null");
        requireNonNull(acquire, "acquire is null");
        requireNonNull(use, "use is null");
        lanes = List.copyOf(lanes);
        resizes = List.copyOf(resizes);
    }

    /**
     * A distribution over the last one to two minutes, to two digits.
     *
     * @param count how many were measured
     * @param p50 so many of hundred took no longer; zero where none was measured, as the others
     * @param p95 the same for 95
     * @param p99 the same for 99
     * @param longest the longest
     */
    public record Timing(long count, Duration p50, Duration p95, Duration p99, Duration longest) {
        /** Checks that the parts are there. */
        public Timing {
            requireNonNull(p50, "p50 is null");
            requireNonNull(p95, "p95 is null");
            requireNonNull(p99, "p99 is null");
            requireNonNull(longest, "longest is null");
        }
    }

    /**
     * What one lane asks for.
     *
     * @param lane which
     * @param active connections that it has
     * @param waiting callers that wait in it
     * @param acquired how often somebody was let through
     * @param refused how often somebody was turned away at once
     * @param timedOut how often somebody waited in vain
     */
    public record LaneStats(Lane lane, int active, int waiting, long acquired, long refused, long timedOut) {
        /** Checks that the lane is there. */
        public LaneStats {
            requireNonNull(lane, "lane is null");
        }
    }

    /**
     * A change of size; or, where before and after are the same, one that was wanted and could not be.
     *
     * @param at when
     * @param from how many it was allowed before
     * @param to how many after
     * @param why in a sentence, with the figures that led to it
     */
    public record Resize(Instant at, int from, int to, String why) {
        /** Checks that the parts are there. */
        public Resize {
            requireNonNull(at, "at is null");
            requireNonNull(why, "why is null");
        }
    }
}
