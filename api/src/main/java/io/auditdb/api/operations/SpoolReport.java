package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How the spool of one instance stands; what is counted, since it started.
 *
 * @param state what it is doing
 * @param events how many events are in it that are not known to be in the database
 * @param bytes what it takes on disk, quarantine included
 * @param maxBytes what it may take, {@code ingest.spool.max-bytes}
 * @param oldest when the first of these events was accepted; empty when there is none
 * @param quarantined how many events, and how many damaged files, were put aside for somebody to look at
 * @param outages how often it began to fill
 * @param spooled events that were written to it
 * @param stored events of it that were stored
 * @param duplicates events of it that were stored before
 * @param refused events that found no room in it
 * @param problem why its events are not on their way into the database; empty when they are, or there are none
 */
public record SpoolReport(
        State state,
        long events,
        long bytes,
        long maxBytes,
        Optional<Instant> oldest,
        long quarantined,
        long outages,
        long spooled,
        long stored,
        long duplicates,
        long refused,
        Optional<String> problem) {
    /** What an instance that has no spool says of it. */
    public static final SpoolReport OFF =
            new SpoolReport(State.OFF, 0, 0, 0, Optional.empty(), 0, 0, 0, 0, 0, 0, Optional.empty());

    /** Checks that the parts are there. */
    public SpoolReport {
        requireNonNull(state, "state is null");
        requireNonNull(oldest, "oldest is null");
        requireNonNull(problem, "problem is null");
    }

    /** What a spool is doing. */
    public enum State {
        /** It is switched off, and takes nothing. */
        OFF,
        /** Events go into the database. */
        EMPTY,
        /** The database is away; events are kept here. */
        FILLING,
        /** The database is back, and gets what is here; later events line up behind. */
        DRAINING
    }
}
