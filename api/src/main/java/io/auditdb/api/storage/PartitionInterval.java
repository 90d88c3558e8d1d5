package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How time is divided into partitions: without gaps, along calendar days in UTC. Written {@code daily}, {@code weekly}
 * (from Monday), {@code monthly}, {@code quarterly}, {@code yearly}, or as a period of ISO 8601: {@code P10D} counts from
 * 1970-01-01, {@code P2W} from Monday 1970-01-05, {@code P2M} and {@code P5Y} from January of the year 0. Immutable.
 */
public final class PartitionInterval {
    /** What can be written instead of a period. */
    private enum Named {
        DAILY("P1D"),
        WEEKLY("P1W"),
        MONTHLY("P1M"),
        QUARTERLY("P3M"),
        YEARLY("P1Y");

        private final String period;

        Named(String period) {
            this.period = period;
        }
    }

    private static final Pattern PERIOD = Pattern.compile("P([1-9][0-9]{0,2})([DWMY])");
    private static final LocalDate MONDAY = LocalDate.of(1970, 1, 5);
    private static final LocalDate YEAR_ZERO = LocalDate.of(0, 1, 1);

    private final int count;
    private final ChronoUnit unit;
    private final LocalDate origin;

    private PartitionInterval(int count, ChronoUnit unit, LocalDate origin) {
        this.count = count;
        this.unit = unit;
        this.origin = origin;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static PartitionInterval parse(String text) {
        String period = Arrays.stream(Named.values())
                .filter(named -> named.name().equalsIgnoreCase(text))
                .findFirst()
                .map(named -> named.period)
                .orElse(requireNonNull(text, "text is null").toUpperCase(Locale.ROOT));
        Matcher matcher = PERIOD.matcher(period);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be daily, weekly, monthly, quarterly, yearly or a period such as P10D, P2W, P2M or P5Y");
        }
        int count = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "D" -> new PartitionInterval(count, ChronoUnit.DAYS, LocalDate.EPOCH);
            case "W" -> new PartitionInterval(7 * count, ChronoUnit.DAYS, MONDAY);
            case "M" -> new PartitionInterval(count, ChronoUnit.MONTHS, YEAR_ZERO);
            default -> new PartitionInterval(12 * count, ChronoUnit.MONTHS, YEAR_ZERO);
        };
    }

    /** Returns the range that this time belongs to. */
    public PartitionRange around(Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        LocalDate first = origin.plus(Math.floorDiv(unit.between(origin, day), count) * count, unit);
        return new PartitionRange(instant(first), instant(first.plus(count, unit)));
    }

    /** Returns the ranges from the one that {@code range} begins in to the one it ends in, lazily and in order. */
    public Stream<PartitionRange> over(PartitionRange range) {
        return Stream.iterate(
                around(range.from()), cell -> cell.from().isBefore(range.to()), cell -> around(cell.to()));
    }

    private static Instant instant(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private String period() {
        if (unit == ChronoUnit.MONTHS) {
            return count % 12 == 0 ? "P" + count / 12 + "Y" : "P" + count + "M";
        }
        return origin.equals(MONDAY) ? "P" + count / 7 + "W" : "P" + count + "D";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartitionInterval that && that.period().equals(period());
    }

    @Override
    public int hashCode() {
        return period().hashCode();
    }

    /** Returns the text form, by name where there is one. */
    @Override
    public String toString() {
        Optional<Named> name = Arrays.stream(Named.values())
                .filter(named -> named.period.equals(period()))
                .findFirst();
        return name.map(named -> named.name().toLowerCase(Locale.ROOT)).orElseGet(this::period);
    }
}
