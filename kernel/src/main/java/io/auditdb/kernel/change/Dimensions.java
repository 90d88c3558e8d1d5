package io.auditdb.kernel.change;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.kernel.bytes.SipHash;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * What answers can depend on, each as a number: everything, a tenant, and within a tenant a principal, a subject or a
 * target. Different ones may have the same number; then an answer is thrown away for nothing. Safe for use by many threads.
 */
public final class Dimensions {
    /** Several tenants at once. */
    public static final String ALL = "*";

    private final SipHash hash;
    private final int everything;

    /** Numbers them alike in every process that works on the same database. */
    public Dimensions(String system) {
        this.hash = new SipHash(0x61756469742d6462L, system.hashCode());
        this.everything = of(ALL, "", "");
    }

    /** Returns the number of events of any tenant. */
    int everything() {
        return everything;
    }

    /** Returns the number of a tenant's events. */
    int tenant(String tenant) {
        return of(tenant, "", "");
    }

    int principal(String tenant, String id) {
        return of(tenant, "principal", id);
    }

    int subject(String tenant, String id) {
        return of(tenant, "subject", id);
    }

    int target(String tenant, String id) {
        return of(tenant, "target", id);
    }

    int event(String tenant, UUID id) {
        return of(tenant, "event", id.toString());
    }

    int type(String tenant, String queryType) {
        return of(tenant, "type", queryType);
    }

    private int of(String tenant, String kind, String value) {
        long number = hash.of((tenant + '\0' + kind + '\0' + value).getBytes(StandardCharsets.UTF_8));
        int folded = (int) (number ^ (number >>> 32));
        return folded == 0 ? 1 : folded;
    }

    /** Returns the number of what a query asks for, as narrow as there is one. */
    int of(EventQuery query) {
        if (query.tenants().size() != 1) {
            return everything;
        }
        String tenant = query.tenants().iterator().next();
        return query.subject()
                .map(it -> subject(tenant, it))
                .or(() -> query.targetId().map(it -> target(tenant, it)))
                .or(() -> query.principal().map(it -> principal(tenant, it)))
                .orElseGet(() -> tenant(tenant));
    }

    /** Tells each number that an event has. */
    void of(AuditEvent event, IntConsumer numbers) {
        numbers.accept(everything);
        numbers.accept(tenant(event.tenant()));
        event.principal().ifPresent(it -> numbers.accept(principal(event.tenant(), it.id())));
        event.subject().ifPresent(it -> numbers.accept(subject(event.tenant(), it.id())));
        event.target().filter(it -> it.id() != null).ifPresent(it -> numbers.accept(target(event.tenant(), it.id())));
    }
}
