package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** The public part of a key that signs, or once signed, the log. Immutable. */
public final class LedgerKey {
    /** What a key does at present. */
    public enum State {
        /** It signs, and nothing has replaced it. */
        ACTIVE,
        /** It was replaced, and signs beside the newer key for a while. */
        RETIRING,
        /** It signs no longer; what it signed still holds. */
        RETIRED
    }

    private final String verifierKey;
    private final State state;
    private final Instant since;
    private final Instant until;
    private final String rotation;

    /** Puts the parts together; {@code until} and {@code rotation} may be null. */
    public LedgerKey(String verifierKey, State state, Instant since, Instant until, String rotation) {
        this.verifierKey = requireNonNull(verifierKey, "verifierKey is null");
        this.state = requireNonNull(state, "state is null");
        this.since = requireNonNull(since, "since is null");
        this.until = until;
        this.rotation = rotation;
    }

    /** Returns name, key id and public key in the C2SP vkey format. */
    public String verifierKey() {
        return verifierKey;
    }

    /** Returns what it does at present. */
    public State state() {
        return state;
    }

    /** Returns when it began to sign. */
    public Instant since() {
        return since;
    }

    /** Returns when it ceases or ceased to sign; empty while it is active. */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /**
     * Returns the signed note that names the key it replaced and this one, signed by both, so that whoever trusts the old
     * key can trust the new one; empty for the first key of the log.
     */
    public Optional<String> rotation() {
        return Optional.ofNullable(rotation);
    }
}
