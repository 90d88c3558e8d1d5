package io.auditdb.kernel.store;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.security.KeyDirectory;

/**
 * The three roles that do the daily work, none of which can become another. Their passwords follow from a key in the key
 * directory, so that several instances on one database agree on them. Their names carry the database's, because roles
 * belong to the whole server. Each is given from the address of the role that provisions.
 */
final class Roles {
    private final KeyDirectory keys;

    Roles(KeyDirectory keys) {
        this.keys = keys;
    }

    /** Inserts and selects. */
    DatabaseAddress writer(DatabaseAddress admin) {
        return role(admin, "writer");
    }

    /** Owns the event table and its partitions. */
    DatabaseAddress maintainer(DatabaseAddress admin) {
        return role(admin, "maintainer");
    }

    /** Takes personal values out of events. */
    DatabaseAddress redactor(DatabaseAddress admin) {
        return role(admin, "redactor");
    }

    private DatabaseAddress role(DatabaseAddress admin, String suffix) {
        String name = admin.database() + "_" + suffix;
        return admin.as(name, keys.derivedPassword("database role " + name));
    }
}
