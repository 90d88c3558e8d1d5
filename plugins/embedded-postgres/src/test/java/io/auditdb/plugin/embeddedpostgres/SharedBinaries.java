package io.auditdb.plugin.embeddedpostgres;

import java.nio.file.Path;

/** Where all tests unpack the programs to, once; not in the build's directory, which may be closed to other users. */
final class SharedBinaries {
    private SharedBinaries() {}

    static Path directory() {
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "audit-db-testing-" + System.getProperty("user.name"),
                "binaries");
    }
}
