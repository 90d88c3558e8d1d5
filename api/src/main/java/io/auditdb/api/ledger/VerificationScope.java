package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;

/** What a verification looks at. Immutable. */
public final class VerificationScope {
    /** How much it looks at. */
    public enum Kind {
        /** Every row, batch, tile, checkpoint and locator. */
        FULL,
        /** What came after the last recorded run that was intact. */
        INCREMENTAL,
        /** One event. */
        EVENT,
        /** The leaves that a checkpoint covers which was kept elsewhere. */
        CHECKPOINT
    }

    private final Kind kind;
    private final String tenant;
    private final UUID event;
    private final String note;

    private VerificationScope(Kind kind, String tenant, UUID event, String note) {
        this.kind = kind;
        this.tenant = tenant;
        this.event = event;
        this.note = note;
    }

    /** Rehashes every event, rebuilds the tree, and checks every batch, tile, checkpoint and locator. */
    public static VerificationScope full() {
        return new VerificationScope(Kind.FULL, null, null, null);
    }

    /**
     * Checks the batches since the last recorded run that was intact, their rows and locators, the tiles and checkpoints
     * over them, and that the log still begins with the leaves that run saw. Rows that nobody committed are for a full
     * verification to find. Where no recorded run can be trusted everything is verified, and the report says so.
     */
    public static VerificationScope incremental() {
        return new VerificationScope(Kind.INCREMENTAL, null, null, null);
    }

    /**
     * Checks one event: its row, its leaf, its batch, and its way up to the newest checkpoint and that one's signature.
     *
     * @param tenant as in {@link io.auditdb.api.AuditDatabase#find}; may be null
     */
    public static VerificationScope event(String tenant, UUID id) {
        return new VerificationScope(Kind.EVENT, tenant, requireNonNull(id, "id is null"), null);
    }

    /**
     * Checks that the log begins with the leaves that a checkpoint covers.
     *
     * @param note a checkpoint of this log that was kept elsewhere, as it was served
     */
    public static VerificationScope against(String note) {
        return new VerificationScope(Kind.CHECKPOINT, null, null, requireNonNull(note, "note is null"));
    }

    /** Returns how much is looked at. */
    public Kind kind() {
        return kind;
    }

    /** Returns the tenant of the event, where one was named. */
    public Optional<String> tenant() {
        return Optional.ofNullable(tenant);
    }

    /** Returns the id of the event, for {@link Kind#EVENT}. */
    public Optional<UUID> event() {
        return Optional.ofNullable(event);
    }

    /** Returns the checkpoint, for {@link Kind#CHECKPOINT}. */
    public Optional<String> note() {
        return Optional.ofNullable(note);
    }
}
