package io.auditdb.kernel.ledger;

/** The threads of the ledger: they sequence, verify in the background, and tell whoever waits. */
public final class LedgerService implements AutoCloseable {
    private final SealWatch seals;
    private final KeyRotation keys;
    private final Audience audience;
    private final Integrator integrator;
    private final VerificationJob verification;

    LedgerService(
            SealWatch seals, KeyRotation keys, Audience audience, Integrator integrator, VerificationJob verification) {
        this.seals = seals;
        this.keys = keys;
        this.audience = audience;
        this.integrator = integrator;
        this.verification = verification;
    }

    /** Starts sequencing, and verifying in the background. */
    public void start() {
        seals.start();
        keys.record();
        audience.start();
        integrator.start();
        verification.start();
    }

    /** Says that something was committed. Never blocks. */
    public void committed() {
        integrator.signal();
    }

    /** Sequences what is committed, then ends. */
    @Override
    public void close() {
        verification.close();
        integrator.close();
        seals.close();
        audience.close();
    }
}
