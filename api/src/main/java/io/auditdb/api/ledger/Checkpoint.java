package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A signed statement of the log's size and root hash (C2SP tlog-checkpoint). Immutable.
 *
 * @see <a href="https://c2sp.org/tlog-checkpoint">c2sp.org/tlog-checkpoint</a>
 */
public final class Checkpoint {
    private final String origin;
    private final long size;
    private final byte[] root;
    private final String note;
    private final Instant signedAt;

    /** Puts the parts together; {@code root} is copied, none may be null. */
    public Checkpoint(String origin, long size, byte[] root, String note, Instant signedAt) {
        this.origin = requireNonNull(origin, "origin is null");
        this.size = size;
        this.root = root.clone();
        this.note = requireNonNull(note, "note is null");
        this.signedAt = requireNonNull(signedAt, "signedAt is null");
    }

    /** Returns the name of the log. */
    public String origin() {
        return origin;
    }

    /** Returns the number of leaves. */
    public long size() {
        return size;
    }

    /** Returns a copy of the root hash, 32 bytes. */
    public byte[] root() {
        return root.clone();
    }

    /** Returns the whole signed note, as it is served. */
    public String note() {
        return note;
    }

    /** Returns when it was signed, by the clock of the signer. */
    public Instant signedAt() {
        return signedAt;
    }
}
