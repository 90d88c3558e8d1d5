package io.auditdb.kernel.primary;

import java.io.IOException;
import java.util.Optional;

/** What was published of the log, outside of any database. */
public interface PublishedLog {
    /**
     * The newest checkpoint.
     *
     * @param size how many leaves it covers
     * @param root their root hash
     */
    record Head(long size, byte[] root) {
        /** Stands for one that cannot be read, which no database holds. */
        static final Head UNREADABLE = new Head(Long.MAX_VALUE, new byte[0]);
    }

    /** Returns the newest checkpoint; empty before the first. */
    Optional<Head> newest() throws IOException;
}
