package io.auditdb.kernel.feed;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.kernel.event.ActionPattern;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a query says, asked of one event. */
final class FeedFilter implements Predicate<AuditEvent> {
    private final EventQuery query;
    private final Set<String> tenants;
    private final Optional<ActionPattern> action;

    /** {@code tenants}: those that may be read; empty for all. */
    FeedFilter(EventQuery query, Set<String> tenants) {
        this.query = query;
        this.tenants = tenants;
        this.action = query.action().map(ActionPattern::new);
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
                && action.map(it -> it.matches(event.action())).orElse(true);
    }

    private static boolean is(Optional<?> wanted, Optional<?> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }
}
