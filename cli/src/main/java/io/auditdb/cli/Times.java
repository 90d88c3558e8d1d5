package io.auditdb.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time and spans as people write them. */
final class Times {
    static final String FORMS = "a time (2026-01-31T12:00:00Z), a date (2026-01-31, UTC) or an age (-7d, -12h, -30m)";

    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");

    private Times() {}

    /** Reads a point in time; throws IllegalArgumentException when it is none. */
    static Instant instant(String text, Clock clock) {
        try {
            // a clock knows more digits than an event may have
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            if (text.equals("now")) {
                return now;
            }
            if (text.startsWith("-")) {
                return now.minus(duration(text.substring(1)));
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expected " + FORMS, e);
        }
    }

    /** Reads a span such as {@code 90d}; throws IllegalArgumentException when it is none. */
    static Duration duration(String text) {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a span such as 90d, 12h, 30m or 45s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }
}
