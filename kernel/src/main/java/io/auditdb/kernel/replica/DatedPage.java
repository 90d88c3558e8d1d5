package io.auditdb.kernel.replica;

import io.auditdb.api.query.EventPage;

/**
 * A page, and as of when it is.
 *
 * @param timeline of a replica that has answered; 0 for the primary, which shows everything
 * @param replayed up to where that replica had replayed the write-ahead log before it was asked
 */
public record DatedPage(EventPage page, int timeline, long replayed) {
    /** Returns a page of the primary. */
    public static DatedPage ofPrimary(EventPage page) {
        return new DatedPage(page, 0, Long.MAX_VALUE);
    }

    /** Returns whether the primary has answered. */
    public boolean isOfPrimary() {
        return timeline == 0;
    }
}
