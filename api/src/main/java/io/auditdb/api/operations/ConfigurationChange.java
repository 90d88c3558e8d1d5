package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

/**
 * One thing that has to change so that what runs agrees with the configuration file.
 *
 * @param subject the name of a plugin, or a key of the configuration
 * @param kind how it changes
 * @param detail what of it, as names of settings and never their values; empty where the kind says it all
 */
public record ConfigurationChange(String subject, Kind kind, String detail) {
    /** How something changes. In JSON in lower case. */
    public enum Kind {
        /** A plugin that was not enabled is started. */
        START,
        /** A plugin that is not enabled any more is stopped after its calls in flight. */
        STOP,
        /** A plugin with other settings is started beside the old one, which is then stopped. */
        SWAP,
        /** A plugin takes other settings while it runs, or a limit of a part of the platform, which the detail names, is another. */
        ADJUST,
        /** Plugins are asked in another order. */
        REORDER,
        /** A setting of the platform itself, or of the plugin that provides its database: it changes with the next start. */
        RESTART
    }

    /** Checks that the parts are there. */
    public ConfigurationChange {
        requireNonNull(subject, "subject is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(detail, "detail is null");
    }
}
