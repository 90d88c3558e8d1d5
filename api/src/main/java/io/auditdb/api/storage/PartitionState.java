package io.auditdb.api.storage;

import java.util.Locale;

/** How far a partition is in its life. In JSON, on the command line and in the database in lower case. */
public enum PartitionState {
    /** Wanted, and not made yet. */
    PLANNED,
    /** Takes events. */
    ATTACHED,
    /** Its time is over, and it was frozen, analysed and summarised; late events are still taken. */
    SEALED,
    /** Copied to cold storage. */
    ARCHIVED,
    /** The copy was read back and is the same. */
    VERIFIED,
    /** A table of its own; no query sees it. */
    DETACHED,
    /** Gone. */
    DROPPED;

    /** Returns the name as outsiders write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
