package io.auditdb.api.ledger;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The proof that one entry is in the log (RFC 6962, 2.1.1). Immutable.
 *
 * @see <a href="https://c2sp.org/tlog-proof">c2sp.org/tlog-proof</a>
 */
public final class InclusionProof {
    private final long index;
    private final byte[] leaf;
    private final List<byte[]> path;
    private final Checkpoint checkpoint;

    /** Puts the parts together; the arrays are copied. */
    public InclusionProof(long index, byte[] leaf, List<byte[]> path, Checkpoint checkpoint) {
        this.index = index;
        this.leaf = leaf.clone();
        this.path = path.stream().map(byte[]::clone).toList();
        this.checkpoint = requireNonNull(checkpoint, "checkpoint is null");
    }

    /** Returns the index of the leaf, from 0. */
    public long index() {
        return index;
    }

    /** Returns a copy of the leaf hash, 32 bytes. */
    public byte[] leaf() {
        return leaf.clone();
    }

    /** Returns copies of the sibling hashes from the leaf up, 32 bytes each. */
    public List<byte[]> path() {
        return path.stream().map(byte[]::clone).toList();
    }

    /** Returns the checkpoint that the proof leads to. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Returns the proof in the {@code .tlog-proof} text format. */
    public String text() {
        var base64 = java.util.Base64.getEncoder();
        var text = new StringBuilder("c2sp.org/tlog-proof@v1\nindex ")
                .append(index)
                .append('\n');
        path.forEach(hash -> text.append(base64.encodeToString(hash)).append('\n'));
        return text.append('\n').append(checkpoint.note()).toString();
    }
}
