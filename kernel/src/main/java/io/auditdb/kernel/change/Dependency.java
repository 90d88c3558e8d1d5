package io.auditdb.kernel.change;

import io.auditdb.api.query.EventQuery;
import java.time.Instant;
import java.util.UUID;

/**
 * What an answer depends on.
 *
 * @param tenant the number of its tenant, or of all together
 * @param type the number of its type within the tenant
 * @param number the number of what was asked for
 * @param from the first minute of the time that it is about
 * @param to the last
 */
public record Dependency(int tenant, int type, int number, int from, int to) {
    /** Returns what the answer to a query depends on. */
    public static Dependency of(Dimensions dimensions, EventQuery query, String queryType) {
        String tenant = query.tenants().size() == 1 ? query.tenants().iterator().next() : Dimensions.ALL;
        return new Dependency(
                dimensions.tenant(tenant),
                dimensions.type(tenant, queryType),
                dimensions.of(query),
                query.from().map(Changes::minute).orElse(Changes.ALWAYS + 1),
                query.to().map(Dependency::last).orElse(Integer.MAX_VALUE));
    }

    /** Returns what an answer that holds one event depends on: what was done to it, and whether anything went. */
    public static Dependency of(Dimensions dimensions, String tenant, UUID id, String queryType) {
        return new Dependency(
                dimensions.tenant(tenant),
                dimensions.type(tenant, queryType),
                dimensions.event(tenant, id),
                Changes.ALWAYS + 1,
                Integer.MAX_VALUE);
    }

    /** The end is exclusive. */
    private static int last(Instant to) {
        return Changes.minute(to.minusNanos(1));
    }
}
