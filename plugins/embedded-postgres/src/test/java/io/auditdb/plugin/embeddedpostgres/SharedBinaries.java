package io.auditdb.plugin.embeddedpostgres;

import java.nio.file.Path;

/** Where all tests unpack the programs to, once. */
final class SharedBinaries {
    private SharedBinaries() {}

    static Path directory() {
        return Path.of("target", "binaries").toAbsolutePath();
    }
}
