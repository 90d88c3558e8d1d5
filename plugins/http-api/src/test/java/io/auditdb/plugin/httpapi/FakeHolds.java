package io.auditdb.plugin.httpapi;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHold.Release;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.security.Access;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Holds that are only remembered; the real ones are tested with the platform. */
final class FakeHolds implements LegalHolds {
    static final Instant MAY = Instant.parse("2024-05-01T00:00:00Z");

    volatile HoldScope placed;
    volatile boolean released;

    @Override
    public LegalHold add(Access by, HoldScope scope, String issuer, String reason) {
        placed = scope;
        return new LegalHold(FakeLedger.KNOWN, scope, issuer, reason, by.principal(), MAY, Optional.empty());
    }

    @Override
    public List<LegalHold> list(Access by, boolean ended) {
        released = ended;
        return List.of(add(by, new HoldScope(null, null, "patient-1", null, null, null, null), "court", "file 17"));
    }

    @Override
    public LegalHold release(Access by, UUID id, String reason) {
        LegalHold hold = list(by, false).get(0);
        return new LegalHold(
                id,
                hold.scope(),
                hold.issuer(),
                hold.reason(),
                hold.placedBy(),
                hold.placedAt(),
                Optional.of(new Release(by.principal(), reason, MAY)));
    }
}
