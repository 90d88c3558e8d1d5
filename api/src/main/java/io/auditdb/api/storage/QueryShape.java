package io.auditdb.api.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What queries have in common: which filters they have, never what they ask for.
 *
 * @param filters the names of the filters, such as {@code principal} or {@code action}, in a fixed order
 * @param calls how often such a query was run
 * @param mean how long one took on average; empty where that is not known
 */
public record QueryShape(List<String> filters, long calls, Optional<Duration> mean) {
    /** Copies the list. */
    public QueryShape {
        filters = List.copyOf(filters);
    }
}
