package io.auditdb.api.ledger;

import java.util.Optional;
import java.util.UUID;

/** One thing that is not as the log committed to it. Immutable. */
public final class Violation {
    /** What kind of change was found. */
    public enum Kind {
        /** The row of an event is not what was committed. */
        EVENT_CHANGED,
        /** The row of an event is gone. */
        EVENT_MISSING,
        /** A row is there that was never committed. */
        EVENT_INSERTED,
        /** The locator of an event is wrong, missing or too many. */
        LOCATOR_CHANGED,
        /** A batch is not what its writer committed. */
        BATCH_CHANGED,
        /** A batch that its writer committed is gone. */
        BATCH_MISSING,
        /** The order in which batches were sequenced is not contiguous. */
        SEQUENCE_CHANGED,
        /** A tile does not hold the hashes of its leaves. */
        TILE_CHANGED,
        /** A checkpoint is not signed by this log, or its root is not the root of its leaves. */
        CHECKPOINT_CHANGED,
        /** The log is shorter than, or different from, what was known of it outside the database or before. */
        HISTORY_CHANGED,
        /** The record of an earlier verification is not the one that was written. */
        RECORD_CHANGED,
        /** What is gone of an event is not what a recorded redaction took from it. */
        REDACTION_FORGED,
        /** What is told of the events that retention took away is not what it recorded. */
        REMOVAL_CHANGED,
        /** A legal hold or its release is not what was recorded when it was made. */
        HOLD_CHANGED,
        /** An archive is not what was archived: its file, its manifest, or what the database says of it. */
        ARCHIVE_CHANGED
    }

    private final Kind kind;
    private final String tenant;
    private final UUID event;
    private final String description;

    /** Puts the parts together; {@code tenant} and {@code event} are null when no single event is concerned. */
    public Violation(Kind kind, String tenant, UUID event, String description) {
        this.kind = kind;
        this.tenant = tenant;
        this.event = event;
        this.description = description;
    }

    /** Returns what kind of change was found. */
    public Kind kind() {
        return kind;
    }

    /** Returns the tenant of the event concerned. */
    public Optional<String> tenant() {
        return Optional.ofNullable(tenant);
    }

    /** Returns the id of the event concerned. */
    public Optional<UUID> event() {
        return Optional.ofNullable(event);
    }

    /** Returns what was found, in a sentence without personal data. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return kind + (event == null ? "" : " " + tenant + "/" + event) + ": " + description;
    }
}
