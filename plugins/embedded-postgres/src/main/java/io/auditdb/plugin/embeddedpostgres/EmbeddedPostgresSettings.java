package io.auditdb.plugin.embeddedpostgres;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the embedded server runs. */
public record EmbeddedPostgresSettings(
        @Setting(
                value = "Port on 127.0.0.1; 0 takes a free one and keeps it across restarts while it stays free",
                defaultValue = "0")
        int port,

        @Setting(
                "Where the data, the password and the server's log are; postgres below the plugin's directory if unset")
        Optional<Path> dataDirectory,

        @Setting("Where the programs are unpacked to; binaries below the plugin's directory if unset")
        Optional<Path> binariesDirectory,

        @Setting("Operating system user of the server when started as root; the first of postgres, nobody if unset")
        Optional<String> user,

        @Setting(
                value = "How long the server may take until it accepts connections, crash recovery included",
                defaultValue = "2m")
        Duration startTimeout,

        @Setting(
                value = "How long a fast shutdown may take before an immediate one, which recovers on the next start",
                defaultValue = "30s")
        Duration stopTimeout,

        @Setting(value = "How long initdb and other single programs may take", defaultValue = "2m")
        Duration commandTimeout,

        @Setting(value = "How often to look whether the server still runs", defaultValue = "200ms")
        Duration watchInterval,

        @Setting(value = "How often to restart a server that ends by itself before giving up", defaultValue = "10")
        int restartAttempts,

        @Setting(value = "Pause after the first failed restart; doubles with each further one", defaultValue = "100ms")
        Duration restartBackoff,

        @Setting(value = "The longest pause between two restarts", defaultValue = "10s")
        Duration restartBackoffLimit,

        @Setting(value = "A server that ran this long gets all restart attempts again", defaultValue = "1m")
        Duration restartReset,

        @Setting("Further settings of postgresql.conf, such as shared_buffers; those that durability, secrecy and the"
                + " address depend on are fixed")
        Map<String, String> parameters) {

    /**
     * Checks the values; the map is copied.
     *
     * @throws IllegalArgumentException beginning with the name of the component that has an impossible value
     */
    public EmbeddedPostgresSettings {
        requireNonNull(dataDirectory, "dataDirectory is null");
        requireNonNull(binariesDirectory, "binariesDirectory is null");
        requireNonNull(user, "user is null");
        requireNonNull(startTimeout, "startTimeout is null");
        requireNonNull(stopTimeout, "stopTimeout is null");
        requireNonNull(commandTimeout, "commandTimeout is null");
        requireNonNull(watchInterval, "watchInterval is null");
        requireNonNull(restartBackoff, "restartBackoff is null");
        requireNonNull(restartBackoffLimit, "restartBackoffLimit is null");
        requireNonNull(restartReset, "restartReset is null");
        parameters = Map.copyOf(parameters);
        require(port >= 0 && port <= 65_535, "port must be between 0 and 65535");
        require(!startTimeout.minusSeconds(1).isNegative(), "startTimeout must be at least 1s");
        require(isPositive(stopTimeout), "stopTimeout must be positive");
        require(isPositive(commandTimeout), "commandTimeout must be positive");
        require(isPositive(watchInterval), "watchInterval must be positive");
        require(restartAttempts >= 0, "restartAttempts must not be negative");
        require(isPositive(restartBackoff), "restartBackoff must be positive");
        require(
                restartBackoffLimit.compareTo(restartBackoff) >= 0,
                "restartBackoffLimit must not be below restartBackoff");
        require(isPositive(restartReset), "restartReset must be positive");
        List<String> faults = ServerConfiguration.faults(parameters);
        require(faults.isEmpty(), "parameters cannot be used: " + String.join("; ", faults));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
