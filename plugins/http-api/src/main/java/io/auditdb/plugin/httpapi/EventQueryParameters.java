package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** Turns the parameters of {@code GET /v1/events} into a query. */
final class EventQueryParameters {
    static final Set<String> NAMES = Set.of(
            "tenant",
            "from",
            "to",
            "principal",
            "subject",
            "action",
            "target",
            "status",
            "classification",
            "correlation",
            "q",
            "limit",
            "cursor",
            "consistency",
            "after",
            "maxLag",
            "workload",
            "format");

    private final Parameters parameters;

    EventQueryParameters(Parameters parameters) {
        this.parameters = parameters;
    }

    /** Returns the page size that was asked for. */
    Optional<Integer> limit() {
        return parameters.one("limit", EventQueryParameters::positive);
    }

    /** Returns the query, without the limit; what is wrong is left with the parameters. */
    EventQuery.Builder query() {
        var query = EventQuery.builder();
        query.tenants(Set.copyOf(parameters.all("tenant")));
        times(query);
        parameters.one("principal").ifPresent(query::principal);
        parameters.one("subject").ifPresent(query::subject);
        parameters.one("action").ifPresent(query::action);
        parameters.one("target").ifPresent(target -> target(query, target));
        parameters.one("status", text -> Parameters.named(Status.class, text)).ifPresent(query::status);
        parameters
                .one("classification", text -> Parameters.named(Classification.class, text))
                .ifPresent(query::classification);
        parameters.one("correlation").ifPresent(query::correlationId);
        parameters.one("q").ifPresent(query::text);
        parameters.one("cursor").ifPresent(query::cursor);
        parameters
                .one("workload", text -> Parameters.named(Workload.class, text))
                .ifPresent(query::workload);
        consistency(query);
        return query;
    }

    private void times(EventQuery.Builder query) {
        Optional<Instant> from = parameters.one("from", EventQueryParameters::time);
        Optional<Instant> to = parameters.one("to", EventQueryParameters::time);
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            parameters.fault("to", "must not be before from");
        }
        from.ifPresent(query::from);
        to.ifPresent(query::to);
    }

    private void target(EventQuery.Builder query, String target) {
        int slash = target.indexOf('/');
        if (slash == 0 || slash == target.length() - 1) {
            parameters.fault("target", "must be Type or Type/id");
            return;
        }
        query.targetType(slash < 0 ? target : target.substring(0, slash));
        query.targetId(slash < 0 ? null : target.substring(slash + 1));
    }

    private void consistency(EventQuery.Builder query) {
        var consistency = parameters.one("consistency", text -> Parameters.named(Consistency.class, text));
        var after = parameters.one("after", EventQueryParameters::receipt);
        var maxLag = parameters.one("maxLag", DurationText::parse);
        if (consistency.filter(Consistency.BOUNDED::equals).isPresent()
                && parameters.all("maxLag").isEmpty()) {
            parameters.fault("maxLag", "is needed for consistency=bounded");
        }
        if (maxLag.isPresent()
                && consistency.filter(Consistency.BOUNDED::equals).isEmpty()) {
            parameters.fault("maxLag", "has a meaning only with consistency=bounded");
        }
        if (consistency.filter(Consistency.SESSION::equals).isPresent()
                && parameters.all("after").isEmpty()) {
            parameters.fault("after", "is needed for consistency=session: the receipt of an append");
        }
        consistency.ifPresent(query::consistency);
        after.ifPresent(query::after);
        maxLag.ifPresent(query::maxLag);
    }

    static int positive(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number from 1", e);
        }
        throw new IllegalArgumentException("must be a whole number from 1");
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            String hint = text.indexOf(' ') > 0 ? "; a + in a URL must be written %2B" : "";
            throw new IllegalArgumentException(
                    "must be a time with offset as in RFC 3339, such as 2026-03-01T00:00:00Z" + hint, e);
        }
    }

    private static Receipt receipt(String text) {
        try {
            return Receipt.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a receipt as an append returns it", e);
        }
    }
}
