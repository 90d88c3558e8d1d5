package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the plugin host, section {@code plugin-host}.
 *
 * @param directory a further directory with plugin jars
 * @param trustedSigners the certificates whose owners may sign plugins; empty when plugins need no signature
 * @param startTimeout how long a plugin may take to start
 * @param drainTimeout how long calls in flight may go on after a plugin was switched off
 * @param stopTimeout how long a plugin may take to close
 * @param maxJarSize the largest jar that can be installed
 * @param watchInterval how often the configuration file is looked at
 * @param callTimeout how long a call that somebody waits for may be inside a plugin
 * @param maxCalls how many calls of one plugin may be in flight
 * @param trialTime how long a new version is watched
 * @param trialInterval how often it is asked how it is
 * @param trialFaults how many bad calls of it are too many
 * @param maxState how much an instance may hand over to the next
 * @param maxSteps how much is remembered of what was done with plugins
 */
public record PluginHostSettings(
        @Setting("A further directory with plugin jars, beside the distribution's and the installed ones")
        Optional<Path> directory,

        @Setting(
                "A file of certificates (PEM): plugins that did not come with the platform must be signed by one of them, or by"
                        + " somebody whom one of them vouches for")
        Optional<Path> trustedSigners,

        @Setting(value = "How long a plugin may take to start before it counts as failed", defaultValue = "30s")
        Duration startTimeout,

        @Setting(
                value = "How long calls in flight may go on after their plugin was switched off, before it is closed",
                defaultValue = "30s")
        Duration drainTimeout,

        @Setting(value = "How long a plugin may take to close before it is left behind", defaultValue = "30s")
        Duration stopTimeout,

        @Setting(value = "The largest plugin jar that can be installed", defaultValue = "256MB")
        DataSize maxJarSize,

        @Setting(
                value =
                        "How often the configuration file is looked at; what was edited is put into force. 0s for never",
                defaultValue = "2s")
        Duration watchInterval,

        @Setting(
                value =
                        "How long a call of a validator, preset, guard, router, cache, check or source of figures may be inside a"
                                + " plugin before it is interrupted; after as long again the plugin is put into quarantine. 0s"
                                + " for ever",
                defaultValue = "10s")
        Duration callTimeout,

        @Setting(value = "Calls of one plugin that may be in flight; more are refused", defaultValue = "1000")
        int maxCalls,

        @Setting(
                value =
                        "How long a new version of a plugin is watched; the one before comes back when it turns bad. 0s for"
                                + " not at all",
                defaultValue = "1m")
        Duration trialTime,

        @Setting(value = "How often a new version is asked how it is; down twice in a row is bad", defaultValue = "1s")
        Duration trialInterval,

        @Setting(
                value = "Calls of a new version that throw errors, return nothing or take too long before it is bad",
                defaultValue = "10")
        int trialFaults,

        @Setting(value = "What an instance may hand over to the next one", defaultValue = "64MB")
        DataSize maxState,

        @Setting(value = "Steps in the lives of plugins that are remembered", defaultValue = "1000")
        int maxSteps) {
    /** The section of the configuration that holds these settings. */
    public static final String SECTION = "plugin-host";

    /** Returns the same with another further directory. */
    public PluginHostSettings withDirectory(Path other) {
        return new PluginHostSettings(
                Optional.of(other),
                trustedSigners,
                startTimeout,
                drainTimeout,
                stopTimeout,
                maxJarSize,
                watchInterval,
                callTimeout,
                maxCalls,
                trialTime,
                trialInterval,
                trialFaults,
                maxState,
                maxSteps);
    }

    /** Checks the bounds. */
    public PluginHostSettings {
        if (watchInterval.isNegative()) {
            throw new IllegalArgumentException("watch-interval must not be negative");
        }
        if (callTimeout.isNegative()) {
            throw new IllegalArgumentException("call-timeout must not be negative");
        }
        if (maxCalls < 1) {
            throw new IllegalArgumentException("max-calls must be at least 1");
        }
        if (trialTime.isNegative()) {
            throw new IllegalArgumentException("trial-time must not be negative");
        }
        if (trialInterval.isNegative() || trialInterval.isZero()) {
            throw new IllegalArgumentException("trial-interval must be positive");
        }
        if (trialFaults < 1) {
            throw new IllegalArgumentException("trial-faults must be at least 1");
        }
        if (maxSteps < 1) {
            throw new IllegalArgumentException("max-steps must be at least 1");
        }
    }
}
