package io.auditdb.kernel.ingest;

import java.sql.Connection;

/** Is told how writers fare with the database, which they notice first. Safe for use by many threads. */
public interface WriterOutages {
    /** A writer has lost the database, or does not get through to it. */
    void met(Exception failure);

    /** A writer has got through. */
    void over();

    /**
     * A writer is the first on another primary, before anything is written there.
     *
     * @param transaction on that; the caller commits it
     * @param lost what it lacks of what was acknowledged
     */
    void moved(Connection transaction, LostEvents lost);
}
