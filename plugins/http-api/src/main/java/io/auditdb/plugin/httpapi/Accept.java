package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.http.HttpExchange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Chooses the media type of an answer by the Accept header (RFC 9110, 12.5.1). */
final class Accept {
    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";

    private Accept() {}

    /**
     * Returns the offered type that the caller likes best; the first when it likes several the same, or says nothing.
     *
     * @throws AuditDbException {@code NOT_ACCEPTABLE} when it wants none of them
     */
    static String choose(HttpExchange exchange, Collection<String> offered) {
        String header = exchange.header("Accept").orElse("*/*").toLowerCase(Locale.ROOT);
        List<String> ranges = List.of(header.split(",", -1));
        return offered.stream()
                .filter(type -> quality(ranges, type) > 0)
                .max(Comparator.comparingDouble(type -> quality(ranges, type)))
                .map(best -> offered.stream()
                        .filter(type -> quality(ranges, type) == quality(ranges, best))
                        .findFirst()
                        .orElseThrow())
                .orElseThrow(() -> new AuditDbException(
                        HttpApiErrorCode.NOT_ACCEPTABLE,
                        "The answer can be had as " + String.join(", ", offered) + "; the Accept header allows none"));
    }

    /** The most specific range that covers the type tells how much it is liked. */
    private static double quality(List<String> ranges, String type) {
        double quality = 0;
        int specificity = 0;
        for (String range : ranges) {
            String[] parts = range.strip().split(";", -1);
            int covers = covers(parts[0].strip(), type);
            if (covers > specificity) {
                specificity = covers;
                quality = weight(parts);
            }
        }
        return quality;
    }

    private static int covers(String range, String type) {
        if (range.equals(type)) {
            return 3;
        }
        if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
            return 2;
        }
        return range.equals("*/*") ? 1 : 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
