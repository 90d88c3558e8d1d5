package io.auditdb.kernel.event;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;
import java.time.Instant;

/** What an event may look like. */
public record EventSettings(
        @Setting(value = "Earliest occurredAt that is accepted (RFC 3339, UTC)", defaultValue = "1970-01-01T00:00:00Z")
        String earliest,

        @Setting(value = "How far occurredAt may lie ahead of the server's clock", defaultValue = "1d")
        Duration maxAhead,

        @Setting(
                value = "What becomes of digits of occurredAt finer than a microsecond: refuse the event, or"
                        + " keep the exact text in details.occurredAtExact",
                defaultValue = "refuse")
        FinerDigits finerDigits,

        @Setting(value = "Longest identifier, name or type, in characters", defaultValue = "255")
        int maxName,

        @Setting(value = "Longest outcome or user agent, in characters", defaultValue = "10000")
        int maxText,

        @Setting(value = "Largest details object, as JSON", defaultValue = "256KB")
        DataSize maxDetails) {

    /** What becomes of digits finer than a microsecond. */
    public enum FinerDigits {
        /** The event is refused. */
        REFUSE,
        /** The time is cut and its exact text kept in the details. */
        DETAILS
    }

    /** Checks the bounds against each other and against the database's own limits. */
    public EventSettings {
        Instant.parse(earliest);
        if (maxAhead.isNegative()) {
            throw new IllegalArgumentException("max-ahead must not be negative");
        }
        if (maxName < 1 || maxName > 1000) {
            throw new IllegalArgumentException("max-name must be between 1 and 1000, because names are indexed");
        }
        if (maxDetails.bytes() > 1 << 20) {
            throw new IllegalArgumentException("max-details must be at most 1MB, because its words are indexed");
        }
    }

    /** Returns {@link #earliest()} as an instant. */
    Instant earliestInstant() {
        return Instant.parse(earliest);
    }
}
