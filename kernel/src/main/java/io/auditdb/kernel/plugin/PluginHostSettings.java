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
 * @param startTimeout how long a plugin may take to start
 * @param drainTimeout how long calls in flight may go on after a plugin was switched off
 * @param stopTimeout how long a plugin may take to close
 * @param maxJarSize the largest jar that can be installed
 * @param watchInterval how often the configuration file is looked at
 * @param maxSteps how much is remembered of what was done with plugins
 */
public record PluginHostSettings(
        @Setting("A further directory with plugin jars, beside the distribution's and the installed ones")
        Optional<Path> directory,

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

        @Setting(value = "Steps in the lives of plugins that are remembered", defaultValue = "1000")
        int maxSteps) {
    /** The section of the configuration that holds these settings. */
    public static final String SECTION = "plugin-host";

    /** Checks the bounds. */
    public PluginHostSettings {
        if (watchInterval.isNegative()) {
            throw new IllegalArgumentException("watch-interval must not be negative");
        }
        if (maxSteps < 1) {
            throw new IllegalArgumentException("max-steps must be at least 1");
        }
    }
}
