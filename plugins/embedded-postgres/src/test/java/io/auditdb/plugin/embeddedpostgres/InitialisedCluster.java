package io.auditdb.plugin.embeddedpostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the plugin's first start leaves, made once and copied for each test that is about a later start. */
final class InitialisedCluster implements AutoCloseable {
    private final Path directory;

    InitialisedCluster() {
        try {
            directory = ServerDirectory.create();
            new StartedPlugin(directory).close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot initialise a cluster for tests", e);
        }
    }

    /** Copies the data and its password; the port is a test's own. */
    void copyTo(Path other) throws IOException, InterruptedException {
        Path postgres = Files.createDirectory(other.resolve("postgres"));
        Files.setPosixFilePermissions(postgres, Files.getPosixFilePermissions(directory.resolve("postgres")));
        for (String name : new String[] {"data", "password"}) {
            int exitCode = new ProcessBuilder(
                            "cp",
                            "-a",
                            directory.resolve("postgres").resolve(name).toString(),
                            postgres.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IOException("cp ends with exit code " + exitCode);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Directories.delete(directory);
    }
}
