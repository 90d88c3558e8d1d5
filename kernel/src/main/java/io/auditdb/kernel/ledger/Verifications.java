package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.kernel.ledger.verification.Pace;
import io.auditdb.kernel.ledger.verification.Verifier;
import java.util.List;

/** Verifications whose findings raise the alarm. Safe for use by many threads. */
final class Verifications {
    private final Verifier verifier;
    private final IntegrityAlarm alarm;

    Verifications(Verifier verifier, IntegrityAlarm alarm) {
        this.verifier = verifier;
        this.alarm = alarm;
    }

    VerificationReport verify(VerificationScope scope, VerificationProgress progress) {
        return alarmed(verifier.verify(scope, progress));
    }

    /** Verifies with little of everything, for nobody who waits. */
    VerificationReport verify(VerificationScope scope, Pace pace) {
        return alarmed(verifier.verify(scope, pace));
    }

    private VerificationReport alarmed(VerificationReport report) {
        alarm.raise(report.violations());
        return report;
    }

    /** Returns the recorded runs, newest first. */
    List<RecordedVerification> recorded(int limit) {
        return verifier.recorded(limit);
    }
}
