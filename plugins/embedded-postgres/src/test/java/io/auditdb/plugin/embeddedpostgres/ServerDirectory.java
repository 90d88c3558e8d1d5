package io.auditdb.plugin.embeddedpostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A fresh directory for each test, which the server's user can reach when the tests run as root. */
final class ServerDirectory implements BeforeEachCallback, AfterEachCallback {
    private Path path;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        path = create();
    }

    static Path create() throws IOException {
        Path created = Files.createTempDirectory("audit-db-test-");
        return Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Directories.delete(path);
    }

    Path path() {
        return path;
    }

    Path cluster() {
        return path.resolve("postgres/data");
    }
}
