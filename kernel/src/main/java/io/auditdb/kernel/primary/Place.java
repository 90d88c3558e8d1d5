package io.auditdb.kernel.primary;

import io.auditdb.api.storage.DatabaseAddress;

/**
 * Where the primary may be: where the configuration says, or where it has a replica.
 *
 * @param name {@link #CONFIGURED}, or the name of the replica
 * @param admin the server, for the role that provisions
 */
public record Place(String name, DatabaseAddress admin) {
    /** The name of the place that {@code database.url} names; no replica is called so. */
    public static final String CONFIGURED = "database.url";

    /** Returns whether this is the server that {@code database.url} names. */
    public boolean isConfigured() {
        return name.equals(CONFIGURED);
    }

    /** Returns host and port. */
    public String server() {
        return admin.host() + ":" + admin.port();
    }

    @Override
    public String toString() {
        return isConfigured() ? server() : name + " (" + server() + ")";
    }
}
