package io.auditdb.kernel.store;

import io.auditdb.api.storage.PartitionRange;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** What a partition's table is called, by its range: a calendar unit by its number, anything else by its bounds. */
final class PartitionName {
    private static final String TABLE = "audit_event";

    private PartitionName() {}

    static String of(PartitionRange range) {
        LocalDateTime from = LocalDateTime.ofInstant(range.from(), ZoneOffset.UTC);
        LocalDateTime to = LocalDateTime.ofInstant(range.to(), ZoneOffset.UTC);
        boolean wholeDays = from.toLocalTime().equals(LocalTime.MIDNIGHT)
                && to.toLocalTime().equals(LocalTime.MIDNIGHT);
        String unit = wholeDays ? unit(from.toLocalDate(), to.toLocalDate()) : null;
        return TABLE + "_" + (unit == null ? compact(from) + "_" + compact(to) : unit);
    }

    /** Returns the calendar unit that the days are; null when they are none. */
    private static String unit(LocalDate from, LocalDate to) {
        if (from.plusDays(1).equals(to)) {
            return text("%04d_%02d_%02d", from.getYear(), from.getMonthValue(), from.getDayOfMonth());
        }
        if (from.getDayOfWeek() == DayOfWeek.MONDAY && from.plusWeeks(1).equals(to)) {
            return text("%04d_w%02d", from.get(IsoFields.WEEK_BASED_YEAR), from.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
        if (from.getDayOfMonth() != 1) {
            return null;
        }
        if (from.plusMonths(1).equals(to)) {
            return text("%04d_%02d", from.getYear(), from.getMonthValue());
        }
        if (from.getMonthValue() % 3 == 1 && from.plusMonths(3).equals(to)) {
            return text("%04d_q%d", from.getYear(), from.get(IsoFields.QUARTER_OF_YEAR));
        }
        return from.getMonthValue() == 1 && from.plusYears(1).equals(to) ? text("%04d", from.getYear()) : null;
    }

    private static String compact(LocalDateTime time) {
        String day = text("%04d%02d%02d", time.getYear(), time.getMonthValue(), time.getDayOfMonth());
        return time.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? day
                : day + text("t%02d%02d%02d", time.getHour(), time.getMinute(), time.getSecond());
    }

    /** Returns a bound as SQL, with its offset, so that the session's zone does not matter. */
    static String literal(Instant bound) {
        LocalDateTime time = LocalDateTime.ofInstant(bound, ZoneOffset.UTC);
        return text(
                "'%04d-%02d-%02d %02d:%02d:%02d.%06d+00'",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getNano() / 1000);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
