package io.auditdb.kernel.ledger.publication;

import io.auditdb.kernel.ledger.note.CheckpointFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints that are kept outside the database, against which it can be held: in this instance's own file, and in
 * the places that they are published to. Safe for use by many threads.
 */
public final class KeptCheckpoints {
    private final CheckpointFile own;
    private final Publication publication;

    /**
     * What was found in a place.
     *
     * @param place a file or a URL
     * @param note the checkpoint; empty when there is none, or it cannot be read
     * @param problem why it cannot be read; empty when it can
     */
    public record Kept(String place, Optional<String> note, Optional<String> problem) {
        static Kept found(String place, Optional<String> note) {
            return new Kept(place, note, Optional.empty());
        }

        static Kept unreadable(String place, String problem) {
            return new Kept(place, Optional.empty(), Optional.of(problem));
        }
    }

    /** Reads these. */
    public KeptCheckpoints(CheckpointFile own, Publication publication) {
        this.own = own;
        this.publication = publication;
    }

    /** Returns the one in this instance's own file; empty before the first. */
    public List<Kept> own() throws IOException {
        return own.read().map(note -> Kept.found(own.toString(), Optional.of(note))).stream()
                .toList();
    }

    /** Returns the own one first, and then that of each place, asked one after the other. */
    public List<Kept> everywhere() throws IOException {
        var kept = new ArrayList<Kept>(own());
        kept.addAll(publication.kept());
        return kept;
    }
}
