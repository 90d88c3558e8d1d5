package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import java.io.IOException;
import java.util.Optional;

/**
 * What this instance has seen of the log that others may rely on: the newest checkpoint, which is in its file outside the
 * database before anybody hears of it. Written by one thread, read by many.
 */
final class Published {
    private final CheckpointFile file;
    private final SealWatch seals;
    private final LogNews news;
    private volatile Checkpoint newest;

    Published(CheckpointFile file, SealWatch seals, LogNews news) {
        this.file = file;
        this.seals = seals;
        this.news = news;
    }

    /** Only after the commit. What was published already, here or by another instance, stays as it is. */
    void publish(Checkpoint checkpoint) throws IOException {
        if (checkpoint.size() > size()) {
            file.write(checkpoint);
            newest = checkpoint;
            seals.published();
            news.published();
        }
    }

    Optional<Checkpoint> newest() {
        return Optional.ofNullable(newest);
    }

    /** Returns how many leaves it covers. */
    long size() {
        return newest().map(Checkpoint::size).orElse(0L);
    }
}
