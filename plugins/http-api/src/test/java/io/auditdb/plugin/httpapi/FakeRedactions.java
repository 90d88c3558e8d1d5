package io.auditdb.plugin.httpapi;

import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.security.Access;
import java.util.Set;
import java.util.UUID;

/** Redactions that are only remembered; the real one is tested with the platform. */
final class FakeRedactions implements Redactions {
    static final UUID RECORD = new UUID(1, 2);

    volatile RedactionOrder done;

    @Override
    public Redactions as(Access access) {
        return this;
    }

    @Override
    public Redacted plan(RedactionOrder order) {
        return new Redacted("clinic", order.event(), order.fields(), Set.of("outcome"), null);
    }

    @Override
    public Redacted redact(RedactionOrder order) {
        done = order;
        return new Redacted("clinic", order.event(), order.fields(), Set.of("outcome"), RECORD);
    }
}
