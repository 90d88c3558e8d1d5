package io.auditdb.api.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One step in the life of a plugin.
 *
 * @param plugin its name
 * @param version of the jar
 * @param kind what was done
 * @param at when it began
 * @param took how long; of {@link Kind#COLLECT}, from the end of {@link Kind#CLOSE} until it was noticed
 * @param problem why it failed; empty when it did not
 */
public record PluginStep(
        String plugin, String version, Kind kind, Instant at, Duration took, Optional<String> problem) {
    /** What is done with a plugin, in this order. In JSON in lower case. */
    public enum Kind {
        /** Its jar was checked and copied to the installed ones. */
        INSTALL,
        /** Its jar was read, what it imports was found, and an instance was made. */
        LOAD,
        /** Its settings were bound and checked. */
        CONFIGURE,
        /** The instance before it gave what this one goes on with. */
        HAND_OVER,
        /** It was started, and what it adds was gathered. */
        START,
        /** Its health was asked for before it is used. */
        CHECK,
        /** New calls go to it from now on; the configuration and the log say so. */
        SWITCH,
        /** It was watched after an upgrade, and stays; or it turned bad, which the problem tells. */
        TRIAL,
        /** The version before it came back, because it turned bad while on trial. */
        RETURN,
        /** It is not called any more, because a call of it never returned. */
        QUARANTINE,
        /** Calls in flight ended, or were given up. */
        DRAIN,
        /** It closed. */
        CLOSE,
        /** The virtual machine has let go of its classes, so nothing holds them any more. */
        COLLECT,
        /** Its jar was removed. */
        REMOVE
    }

    /** Checks that the parts are there. */
    public PluginStep {
        requireNonNull(plugin, "plugin is null");
        requireNonNull(version, "version is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(at, "at is null");
        requireNonNull(took, "took is null");
        requireNonNull(problem, "problem is null");
    }
}
