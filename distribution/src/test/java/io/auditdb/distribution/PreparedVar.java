package io.auditdb.distribution;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code var} of a daemon that has run once: made by the first test that wants one, and copied for the others, also in
 * other processes, because to initialise a database takes longer than most tests. One for each build of the distribution.
 */
final class PreparedVar {
    /** What a start writes anew: ports and logs are a test's own. */
    private static final List<String> OWN = List.of("run", "logs", "data/embedded-postgres/port");

    private final Path home =
            Path.of(System.getProperty("java.io.tmpdir"), "audit-db-testing-" + System.getProperty("user.name"), "var");

    /** Copies it to a directory that is not there yet. */
    void copyTo(Path var) throws IOException, InterruptedException {
        Files.createDirectories(home);
        try (FileChannel channel =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Path prepared = home.resolve(build());
            if (!Files.exists(prepared)) {
                deleteOlder();
                prepare(prepared);
            }
            copy(prepared, var);
        }
    }

    private static String build() throws IOException {
        Path archive = Installation.archive();
        return Files.getLastModifiedTime(archive).toMillis() + "-" + Files.size(archive);
    }

    private void deleteOlder() throws IOException {
        for (Path older : list(home)) {
            if (Files.isDirectory(older)) {
                delete(older);
            }
        }
    }

    private void prepare(Path prepared) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("audit-db-test-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try {
            Installation installation = Installation.unpack(directory);
            installation.startDaemon().close();
            for (String own : OWN) {
                delete(installation.var().resolve(own));
            }
            Path unfinished = home.resolve("unfinished");
            copy(installation.var(), unfinished);
            Files.move(unfinished, prepared);
        } finally {
            delete(directory);
        }
    }

    /** With owners and permissions, of which PostgreSQL is particular. */
    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException("cp ends with exit code " + exitCode);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
