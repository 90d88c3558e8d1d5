package io.auditdb.api.event;

import io.auditdb.api.security.Access;
import java.util.List;

/**
 * The presets that are kept in the database, for all instances. What is missing by one refuses an event, with every missing
 * member named. A change is in force on the instance that makes it at once, on others within {@code event-presets.refresh}.
 * Everything here needs the right to operate, and changes for all tenants a caller of all. Safe for use by many threads.
 * Provided by the host.
 */
public interface EventPresets {
    /** Returns the presets that concern the caller's tenants, by name and tenant. */
    List<PresetDefinition> list(Access by);

    /**
     * Adds a preset, or puts it in the place of the one with its name and tenant; on record.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} with every fault; {@code OVERLOADED} when there are as
     *     many as {@code event-presets.max} allows
     */
    void put(Access by, PresetDefinition preset);

    /** Removes a preset; on record. Returns whether there was one. */
    boolean remove(Access by, String tenant, String name);
}
