package io.auditdb.kernel.ledger.publication;

import io.auditdb.api.plugin.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Places outside the database where each checkpoint is put, besides {@code var/ledger}. */
public record PublishSettings(
        @Setting("Where to put the newest checkpoint: files, directories ending in a slash, and http or https URLs,"
                + " which get a PUT")
        List<String> places,

        @Setting("File that holds the bearer token for the URLs")
        Optional<Path> tokenFile,

        @Setting(value = "Shortest time between two checkpoints put in one place", defaultValue = "1s")
        Duration interval,

        @Setting(value = "How long to wait after a place failed", defaultValue = "10s")
        Duration retryInterval,

        @Setting(value = "Longest wait for a URL", defaultValue = "10s")
        Duration timeout) {
    /** Checks the places. */
    public PublishSettings {
        places.forEach(place -> {
            if (place.isBlank()) {
                throw new IllegalArgumentException("publish.places must not hold an empty text");
            }
            if (place.matches("https?://.*") && URI.create(place).getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "publish.places must not hold passwords; put a token into publish.token-file");
            }
        });
    }
}
