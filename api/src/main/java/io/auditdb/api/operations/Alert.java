package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rule whose condition holds, or held, for one thing.
 *
 * @param id names it: rule and labels, as 16 hexadecimal digits, the same each time it comes back
 * @param rule the name of the rule
 * @param condition what the rule says
 * @param severity how much it matters
 * @param labels what it is about
 * @param state where it is in its life
 * @param value the figure when it was looked at last
 * @param since when the condition began to hold
 * @param changed when the state was reached
 * @param acknowledged who looks after it, since it fired; empty while nobody does
 * @param silenced whether a silence keeps it from being delivered
 */
public record Alert(
        String id,
        String rule,
        String condition,
        Severity severity,
        SortedMap<String, String> labels,
        State state,
        double value,
        Instant since,
        Instant changed,
        Optional<Acknowledgement> acknowledged,
        boolean silenced) {
    /** How much an alert matters, least first. */
    public enum Severity {
        /** Good to know. */
        INFO,
        /** When there is time. */
        LOW,
        /** Today. */
        MEDIUM,
        /** Within the hour. */
        HIGH,
        /** Now. */
        CRITICAL
    }

    /** Where an alert is in its life. */
    public enum State {
        /** The condition holds, but not for as long as the rule says. */
        PENDING,
        /** It holds for so long. */
        FIRING,
        /** It held, and does not any more. */
        RESOLVED
    }

    /**
     * Somebody looks after it.
     *
     * @param by who, as the token says
     * @param at since when
     * @param note what he had to say; may be empty
     */
    public record Acknowledgement(String by, Instant at, String note) {
        /** Checks that the parts are there. */
        public Acknowledgement {
            requireNonNull(by, "by is null");
            requireNonNull(at, "at is null");
            requireNonNull(note, "note is null");
        }
    }

    /**
     * Keeps alerts from being delivered for a while.
     *
     * @param id names it
     * @param rule whose alerts; empty: all
     * @param labels only those that have all of these
     * @param until when it ends
     * @param by who said so
     * @param reason why
     */
    public record Silence(
            String id, Optional<String> rule, Map<String, String> labels, Instant until, String by, String reason) {
        /** Checks that the parts are there, and copies the map. */
        public Silence {
            requireNonNull(id, "id is null");
            requireNonNull(rule, "rule is null");
            requireNonNull(until, "until is null");
            requireNonNull(by, "by is null");
            requireNonNull(reason, "reason is null");
            labels = Map.copyOf(labels);
        }

        /** Returns whether it keeps this alert from being delivered, if it has not ended. */
        public boolean covers(Alert alert) {
            return rule.map(it -> it.equals(alert.rule())).orElse(true)
                    && alert.labels().entrySet().containsAll(labels.entrySet());
        }
    }

    /** Checks that the parts are there, and copies the map. */
    public Alert {
        requireNonNull(id, "id is null");
        requireNonNull(rule, "rule is null");
        requireNonNull(condition, "condition is null");
        requireNonNull(severity, "severity is null");
        requireNonNull(state, "state is null");
        requireNonNull(since, "since is null");
        requireNonNull(changed, "changed is null");
        requireNonNull(acknowledged, "acknowledged is null");
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Returns the same in another state, with the figure that led to it. */
    public Alert with(State other, double figure, Instant at) {
        return new Alert(id, rule, condition, severity, labels, other, figure, since, at, acknowledged, silenced);
    }

    /** Returns the same, looked after. */
    public Alert acknowledged(Acknowledgement by) {
        return new Alert(
                id, rule, condition, severity, labels, state, value, since, changed, Optional.of(by), silenced);
    }

    /** Returns the same, silenced or not. */
    public Alert silenced(boolean is) {
        return new Alert(id, rule, condition, severity, labels, state, value, since, changed, acknowledged, is);
    }
}
