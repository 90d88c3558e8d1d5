package io.auditdb.plugin.partitioning.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

/** Spans of the calendar, in UTC: seven years are seven years, however many days that makes. */
final class CalendarSpan {
    /** Eight years with two leap days, and eight with none in the middle. */
    private static final LocalDate[] STARTS = {LocalDate.of(2000, 1, 1), LocalDate.of(2096, 1, 1)};

    private static final int DAYS = 8 * 366;

    private CalendarSpan() {}

    static Instant after(Instant start, Period span) {
        return start.atOffset(ZoneOffset.UTC).plus(span).toInstant();
    }

    /** Returns whether one span ends before another on some day that both may begin. */
    static boolean isShorter(Period span, Period than) {
        for (LocalDate start : STARTS) {
            if (IntStream.range(0, DAYS)
                    .mapToObj(start::plusDays)
                    .anyMatch(day -> day.plus(span).isBefore(day.plus(than)))) {
                return true;
            }
        }
        return false;
    }
}
