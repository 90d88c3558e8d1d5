package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.TimeLimited;

/** Answers whether one thing works. Called by many threads, with a limit on its time. */
@TimeLimited
public interface HealthCheck {
    /** How well it works. */
    enum Status {
        /** As it should. */
        UP,
        /** With less comfort or speed. */
        DEGRADED,
        /** Not at all; the platform is not ready while any check says so. */
        DOWN
    }

    /** Returns the name of what is checked. */
    String name();

    /** Checks it now. */
    Result check();

    /** Returns what an operator does while it is not up, in a sentence; empty when there is nothing to be done. */
    default String advice() {
        return "";
    }

    /** Returns how ill the platform is when this check gives no answer in time, or fails; unless it says otherwise, down. */
    default Status unanswered() {
        return Status.DOWN;
    }

    /**
     * What a check found.
     *
     * @param status how well it works
     * @param message why, in a sentence; empty when all is well
     */
    record Result(Status status, String message) {
        /** All is well. */
        public static final Result OK = new Result(Status.UP, "");

        /** Checks that the parts are there. */
        public Result {
            requireNonNull(status, "status is null");
            requireNonNull(message, "message is null");
        }
    }
}
