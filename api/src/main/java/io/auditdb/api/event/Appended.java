package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * The answer to the append of one event.
 *
 * <p>An instance that keeps a spool ({@code ingest.spool.enabled}) may answer while the database is away. The event is
 * then flushed to that instance's own disk and goes into the database when it is back: it is neither found by queries nor
 * under the protection of the log before.
 *
 * @param tenant the event's tenant; never null
 * @param id the event's id, made by the platform if none was given; never null
 * @param duplicate true if the same event was there already and nothing was stored now
 * @param receipt where the event is, in both cases; null while it is spooled
 */
public record Appended(String tenant, UUID id, boolean duplicate, Receipt receipt) {
    /** Checks that the parts are there. */
    public Appended {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(id, "id is null");
    }

    /** Returns the answer for an event that is on disk here, and not in the database yet. */
    public static Appended spooled(String tenant, UUID id) {
        return new Appended(tenant, id, false, null);
    }

    /** Returns whether the event is on disk here, and not known to be in the database. */
    public boolean isSpooled() {
        return receipt == null;
    }
}
