package io.auditdb.plugin.httpapi;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * What parameters of type date ask for, such as {@code ge2026-03} ({@code http://hl7.org/fhir/R4/search.html#date}). A date that
 * is not exact stands for all of it.
 *
 * @param from null for no bound
 * @param to exclusive; null for no bound
 */
record FhirPeriod(Instant from, Instant to) {
    /** Reads all values of a parameter, which have to hold together; faults are the parameters' matter. */
    static FhirPeriod of(Parameters parameters, String name) {
        var period = new FhirPeriod(null, null);
        for (String text : parameters.all(name)) {
            try {
                period = period.and(text);
            } catch (DateTimeException e) {
                parameters.fault(name, "must be a date or time such as ge2026-03-01 or lt2026-03-01T08:00:00Z");
            } catch (IllegalArgumentException e) {
                parameters.fault(name, e.getMessage());
            }
        }
        return period;
    }

    private FhirPeriod and(String text) {
        String prefix = text.matches("[a-z]{2}.*") ? text.substring(0, 2) : "";
        FhirPeriod span = span(text.substring(prefix.length()));
        boolean isFrom = Set.of("", "eq", "ge", "gt").contains(prefix);
        boolean isTo = Set.of("", "eq", "le", "lt").contains(prefix);
        if (!isFrom && !isTo) {
            throw new IllegalArgumentException("may begin with eq, ge, gt, le or lt");
        }
        Instant first = from;
        Instant last = to;
        if (isFrom) {
            Instant bound = prefix.equals("gt") ? span.to() : span.from();
            first = first == null || bound.isAfter(first) ? bound : first;
        }
        if (isTo) {
            Instant bound = prefix.equals("lt") ? span.from() : span.to();
            last = last == null || bound.isBefore(last) ? bound : last;
        }
        boolean isEmpty = first != null && last != null && last.isBefore(first);
        return new FhirPeriod(first, isEmpty ? first : last);
    }

    private static FhirPeriod span(String text) {
        return switch (text.length()) {
            case 4 ->
                days(Year.parse(text).atDay(1), Year.parse(text).plusYears(1).atDay(1));
            case 7 ->
                days(
                        YearMonth.parse(text).atDay(1),
                        YearMonth.parse(text).plusMonths(1).atDay(1));
            case 10 -> days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
            default -> {
                Instant time = OffsetDateTime.parse(text).toInstant();
                yield new FhirPeriod(time, text.indexOf('.') < 0 ? time.plusSeconds(1) : time.plusMillis(1));
            }
        };
    }

    private static FhirPeriod days(LocalDate first, LocalDate next) {
        return new FhirPeriod(
                first.atStartOfDay().toInstant(ZoneOffset.UTC),
                next.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    boolean contains(Instant time) {
        return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }
}
