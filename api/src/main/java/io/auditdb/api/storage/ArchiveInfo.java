package io.auditdb.api.storage;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** One archive, as the database knows it. Immutable. */
public final class ArchiveInfo {
    /** How far an archive is in its life. In JSON and in the database in lower case. */
    public enum State {
        /** Being written, or left behind half written. */
        WRITING,
        /** File and manifest are in storage. */
        STORED,
        /** Read back and found to be the same as the partition, which is still there. */
        VERIFIED,
        /** The partition is dropped: these rows are nowhere else. */
        LIVE,
        /** Put back into the database. */
        RESTORED,
        /** Given up, because the partition had changed. */
        VOID;

        /** Returns the name as outsiders write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final UUID id;
    private final String name;
    private final String partition;
    private final PartitionRange range;
    private final State state;
    private final Contents contents;
    private final Instant changedAt;

    /**
     * What is in it.
     *
     * @param rows how many events
     * @param first the earliest occurredAt
     * @param last the latest
     * @param firstLeaf the lowest index in the log
     * @param lastLeaf the highest
     * @param checkpointSize the size of the checkpoint that covers all of them
     * @param file size and digest of the file
     * @param manifestSha256 digest of the manifest, in lower case hex
     */
    public record Contents(
            long rows,
            Instant first,
            Instant last,
            long firstLeaf,
            long lastLeaf,
            long checkpointSize,
            ArchiveFile file,
            String manifestSha256) {}

    /** Puts the parts together; {@code contents} is null while it is written. */
    public ArchiveInfo(
            UUID id,
            String name,
            String partition,
            PartitionRange range,
            State state,
            Contents contents,
            Instant changedAt) {
        this.id = id;
        this.name = name;
        this.partition = partition;
        this.range = range;
        this.state = state;
        this.contents = contents;
        this.changedAt = changedAt;
    }

    /** Returns its id. */
    public UUID id() {
        return id;
    }

    /** Returns what storage calls it. */
    public String name() {
        return name;
    }

    /** Returns the partition that it was made of. */
    public String partition() {
        return partition;
    }

    /** Returns which occurredAt that partition took. */
    public PartitionRange range() {
        return range;
    }

    /** Returns how far it is. */
    public State state() {
        return state;
    }

    /** Returns what is in it; empty while it is written. */
    public Optional<Contents> contents() {
        return Optional.ofNullable(contents);
    }

    /** Returns since when it is in this state. */
    public Instant changedAt() {
        return changedAt;
    }

    @Override
    public String toString() {
        return "archive " + name + " (" + state.text() + " since " + changedAt + ")";
    }
}
