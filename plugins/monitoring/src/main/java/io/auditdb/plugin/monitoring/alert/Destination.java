package io.auditdb.plugin.monitoring.alert;

import java.io.IOException;
import java.util.List;

/** Somewhere alerts are brought to. May block, for as long as one attempt may take. */
interface Destination {
    /** Returns what logs and records call it; holds no secret. */
    String name();

    /**
     * Brings notices there, together.
     *
     * @param key the same each time the same are brought again
     * @throws IOException when they could not be brought, and may be another time
     */
    void deliver(String key, List<Notice> notices) throws IOException;
}
