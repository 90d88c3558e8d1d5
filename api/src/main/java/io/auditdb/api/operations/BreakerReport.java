package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one thing outside the platform is, as one instance sees it.
 *
 * @param name such as {@code primary} or {@code cache:redis}
 * @param state whether it is asked
 * @param since when that began
 * @param retryAfter how long it is still not asked; empty while it is
 * @param failures calls that failed because of it, since the platform started
 * @param refused calls that were not made, because it had failed before or was busy
 * @param transitions how its state changed, newest first; the last few only
 */
public record BreakerReport(
        String name,
        State state,
        Instant since,
        Optional<Duration> retryAfter,
        long failures,
        long refused,
        List<Transition> transitions) {
    /** Checks that the parts are there, and copies the list. */
    public BreakerReport {
        requireNonNull(name, "name is null");
        requireNonNull(state, "state is null");
        requireNonNull(since, "since is null");
        requireNonNull(retryAfter, "retryAfter is null");
        transitions = List.copyOf(transitions);
    }

    /** Whether it is asked. */
    public enum State {
        /** It is. */
        CLOSED,
        /** It is not, for some time. */
        OPEN,
        /** A few calls try it. */
        HALF_OPEN;

        /** Returns it as it is written: {@code half-open}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * Returns what is written so.
         *
         * @throws IllegalArgumentException when it is none of them
         */
        public static State parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /**
     * A change of state.
     *
     * @param at when
     * @param from what it was
     * @param to what it became
     * @param reason why, in a few words
     */
    public record Transition(Instant at, State from, State to, String reason) {
        /** Checks that the parts are there. */
        public Transition {
            requireNonNull(at, "at is null");
            requireNonNull(from, "from is null");
            requireNonNull(to, "to is null");
            requireNonNull(reason, "reason is null");
        }
    }
}
