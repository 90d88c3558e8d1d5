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
    private ExtensionContext context;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        path = create();
        context = test;
    }

    /** Makes the directory one on which the plugin has been started before. */
    void initialise() throws IOException, InterruptedException {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(InitialisedCluster.class))
                .computeIfAbsent(InitialisedCluster.class, key -> new InitialisedCluster(), InitialisedCluster.class)
                .copyTo(path);
    }

    static Path create() throws IOException {
        Path created = Files.createTempDirectory("audit-db-test-");
        return Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        Directories.delete(path);
    }

    Path path() {
        return path;
    }

    Path cluster() {
        return path.resolve("postgres/data");
    }
}
