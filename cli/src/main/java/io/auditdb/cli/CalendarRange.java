package io.auditdb.cli;

import io.auditdb.api.storage.PartitionRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** A range of days in UTC, each end written as a year, a month or a day, all of which is meant. */
final class CalendarRange {
    static final String FORMS = "a year (2026), a month (2026-01) or a day (2026-01-31), in UTC";

    private CalendarRange() {}

    /** Reads both ends; throws IllegalArgumentException when one is none, or they are the wrong way round. */
    static PartitionRange parse(String from, String to) {
        return new PartitionRange(start(first(from)), start(last(to).plusDays(1)));
    }

    private static LocalDate first(String text) {
        try {
            return switch (text.length()) {
                case 4 -> Year.parse(text).atDay(1);
                case 7 -> YearMonth.parse(text).atDay(1);
                default -> LocalDate.parse(text);
            };
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text + ": expected " + FORMS, e);
        }
    }

    private static LocalDate last(String text) {
        LocalDate first = first(text);
        return switch (text.length()) {
            case 4 -> first.plusYears(1).minusDays(1);
            case 7 -> first.plusMonths(1).minusDays(1);
            default -> first;
        };
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
