package io.auditdb.kernel.store;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.KeyDirectory;

/**
 * The three roles that do the daily work, none of which can become another. Their passwords follow from a key in the key
 * directory, so that several instances on one database agree on them. Their names carry the database's, because roles
 * belong to the whole server.
 */
final class Roles {
    private final DatabaseAddress address;
    private final KeyDirectory keys;

    Roles(DatabaseAddress address, KeyDirectory keys) {
        this.address = address;
        this.keys = keys;
    }

    /** Inserts and selects. */
    DatabaseAddress writer() {
        return role("writer");
    }

    /** Owns the event table and its partitions. */
    DatabaseAddress maintainer() {
        return role("maintainer");
    }

    /** Takes personal values out of events. */
    DatabaseAddress redactor() {
        return role("redactor");
    }

    private DatabaseAddress role(String suffix) {
        String name = address.database() + "_" + suffix;
        return address.as(name, keys.derivedPassword("database role " + name));
    }
}
