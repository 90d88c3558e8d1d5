package io.auditdb.kernel.feed;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a query says, asked of one event. */
final class FeedFilter implements Predicate<AuditEvent> {
    private final EventQuery query;
    private final Set<String> tenants;
    private final Optional<Pattern> action;

    /** {@code tenants}: those that may be read; empty for all. */
    FeedFilter(EventQuery query, Set<String> tenants) {
        this.query = query;
        this.tenants = tenants;
        this.action = query.action().map(FeedFilter::pattern);
    }

    /** A star stands for any characters. */
    private static Pattern pattern(String action) {
        return Pattern.compile(
                "\\Q" + action.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E", Pattern.DOTALL);
    }

    @Override
    public boolean test(AuditEvent event) {
        return (tenants.isEmpty() || tenants.contains(event.tenant()))
                && is(query.principal(), event.principal().map(it -> it.id()))
                && is(query.subject(), event.subject().map(it -> it.id()))
                && is(query.targetType(), event.target().map(it -> it.type()))
                && is(query.targetId(), event.target().map(it -> it.id()))
                && is(query.correlationId(), event.correlationId())
                && query.status().map(it -> it == event.status()).orElse(true)
                && is(query.classification(), event.classification())
                && action.map(it -> it.matcher(event.action()).matches()).orElse(true);
    }

    private static boolean is(Optional<?> wanted, Optional<?> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }
}
