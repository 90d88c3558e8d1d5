package io.auditdb.kernel.ledger.publication;

import io.auditdb.api.ledger.Checkpoint;
import java.io.IOException;
import java.util.Optional;

/** A place outside the database that keeps the newest checkpoint. For one thread. */
interface Place {
    /** Returns the checkpoint that is there; empty when there is none. */
    Optional<String> read() throws IOException, InterruptedException;

    void write(Checkpoint checkpoint) throws IOException, InterruptedException;
}
