package io.auditdb.kernel.ledger.publication;

import io.auditdb.kernel.ledger.note.CheckpointFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The checkpoints that are kept outside the database, against which it can be held: in this instance's own file, and in
 * the places that they are published to. Safe for use by many threads.
 */
public final class KeptCheckpoints {
    private final CheckpointFile own;
    private final Publication publication;

    /** A checkpoint that was found in a place. */
    public record Kept(String place, String note) {}

    /** Reads these. */
    public KeptCheckpoints(CheckpointFile own, Publication publication) {
        this.own = own;
        this.publication = publication;
    }

    /** Returns the one in this instance's own file, if there is one. */
    public List<Kept> own() throws IOException {
        return own.read().map(note -> new Kept(own.toString(), note)).stream().toList();
    }

    /** Returns the one in the own file, and those in the places that can be read just now. */
    public List<Kept> everywhere() throws IOException {
        var kept = new ArrayList<Kept>(own());
        kept.addAll(publication.kept());
        return kept;
    }
}
