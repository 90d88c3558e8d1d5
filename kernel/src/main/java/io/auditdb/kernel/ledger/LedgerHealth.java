package io.auditdb.kernel.ledger;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.witness.LogWitness;
import java.util.ArrayList;
import java.util.List;

/** What health has to know of the log. */
public final class LedgerHealth {
    private final List<HealthCheck> checks;

    LedgerHealth(
            Continuity continuity,
            IntegrityAlarm alarm,
            VerificationJob verification,
            LogWitness witness,
            Audience audience) {
        var all = new ArrayList<HealthCheck>(List.of(continuity, alarm, verification, witness));
        all.addAll(audience.healthChecks());
        this.checks = List.copyOf(all);
    }

    /** Returns the checks, one for each thing that can fail by itself. */
    public List<HealthCheck> checks() {
        return checks;
    }
}
