package io.auditdb.plugin.httpapi;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as the configuration writes them: {@code 250ms}, {@code 30s}, {@code 10m}, {@code 12h}, {@code 90d}. */
final class DurationText {
    static final String EXPECTED = "must be a number with a unit, such as 250ms, 30s, 10m, 12h or 90d";

    private static final Pattern FORMAT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private DurationText() {}

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Duration parse(String text) {
        var matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
